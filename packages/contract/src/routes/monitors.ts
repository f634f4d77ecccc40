import { monitorRequestSchema, monitorsSchema } from '../monitor.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const monitorRoutes = {
  getMonitors: {
    method: 'GET',
    path: '/v1/monitors',
    tag: 'monitors',
    summary: 'What changed about the signals, the scores and the model of the shop',
    scope: 'read',
    answers: { 200: { doc: 'The last report, and the alerts.', schema: monitorsSchema } },
    errors: [],
  },
  runMonitors: {
    method: 'POST',
    path: '/v1/monitors',
    tag: 'monitors',
    summary: 'Look now; it is done every day anyway',
    scope: 'rules',
    body: monitorRequestSchema,
    bodyExample: {},
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'The new report, and the alerts.', schema: monitorsSchema } },
    errors: ['unavailable'],
  },
} as const satisfies Record<string, Route>
