import { Type, type Static } from 'typebox'
import { closed, id, text } from '../schema.ts'
import { exampleShop } from '../examples.ts'
import { shopSchema, shopSettingsChangeSchema, versionOfSettings } from '../shop.ts'
import { SMALL_BODY_BYTES_MAX, type Route } from './route.ts'

export const shopChangeRequestSchema = closed({
  version: versionOfSettings,
  settings: shopSettingsChangeSchema,
  note: Type.Optional(text('Why.', 1000)),
})
export type ShopChangeRequest = Static<typeof shopChangeRequestSchema>

const byId = closed({ shop_id: id('Id of the shop.') })

export const shopRoutes = {
  getShopSettings: {
    method: 'GET',
    path: '/v1/shops/{shop_id}/settings',
    tag: 'shops',
    summary: 'The settings of a shop, their version and who made it',
    scope: 'read',
    params: byId,
    answers: { 200: { doc: 'The settings.', schema: shopSchema, example: exampleShop } },
    errors: ['not_found'],
  },
  putShopSettings: {
    method: 'PUT',
    path: '/v1/shops/{shop_id}/settings',
    tag: 'shops',
    summary: 'Change the settings of a shop; in force before the answer, for what arrives later',
    scope: 'admin',
    params: byId,
    body: shopChangeRequestSchema,
    bodyExample: { version: 1, settings: { mode: 'observe' }, note: 'the first weeks' },
    bodyBytesMax: SMALL_BODY_BYTES_MAX,
    answers: { 200: { doc: 'They are in force.', schema: shopSchema, example: exampleShop } },
    errors: ['not_found', 'invalid_body', 'version_conflict'],
  },
} as const satisfies Record<string, Route>
