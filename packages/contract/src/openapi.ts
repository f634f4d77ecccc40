import type { TObject, TSchema } from 'typebox'
import { actionSchema, decisionSchema } from './decision.ts'
import { backtestSchema } from './backtest.ts'
import { rulesetStatisticsSchema } from './ruleset-statistics.ts'
import { ERRORS, problemSchema, type ErrorCode } from './errors.ts'
import { EVENT_SCHEMAS } from './event/any-event.ts'
import { customerSchema } from './customer.ts'
import { behaviourSchema, deviceSchema, sessionSchema } from './event/device.ts'
import { cartItemSchema, customInputsSchema, orderSchema } from './event/order.ts'
import { creditCardSchema, paymentSchema } from './event/payment.ts'
import {
  accountSchema,
  billingSchema,
  emailSchema,
  sellerSchema,
  shippingSchema,
} from './event/person.ts'
import { factsAnswerSchema, factsRequestSchema } from './facts.ts'
import { labelSchema } from './label.ts'
import { listChangeItemSchema, listChangeSchema } from './list-change.ts'
import { exportedItemSchema, listItemSchema, listSchema } from './list.ts'
import { decisionRecordSchema, decisionSummarySchema } from './routes/decisions.ts'
import { IDEMPOTENCY_KEY_SCHEMA, TAGS, type Route } from './routes/route.ts'
import { errorsOf, ROUTE_IDS, ROUTES } from './routes/routes.ts'
import { referenceStatusSchema } from './reference-status.ts'
import { rulesetStateSchema } from './routes/rulesets.ts'
import { shopSchema } from './shop.ts'
import { ruleSchema, rulesetSchema } from './ruleset.ts'
import { shopSettingsSchema } from './shop.ts'
import { deliverySchema, webhookSchema, webhookWithSecretSchema } from './webhook.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

/** The shapes that the document names; smaller ones first, because larger ones refer to them. */
const COMPONENTS: readonly (readonly [string, TSchema])[] = [
  ['Action', actionSchema],
  ['Device', deviceSchema],
  ['Session', sessionSchema],
  ['Behaviour', behaviourSchema],
  ['Account', accountSchema],
  ['Email', emailSchema],
  ['Billing', billingSchema],
  ['Shipping', shippingSchema],
  ['Seller', sellerSchema],
  ['Payment', paymentSchema],
  ['CreditCard', creditCardSchema],
  ['Order', orderSchema],
  ['CartItem', cartItemSchema],
  ['CustomInputs', customInputsSchema],
  ['OrderEvent', EVENT_SCHEMAS.order],
  ['PaymentEvent', EVENT_SCHEMAS.payment],
  ['FulfilmentEvent', EVENT_SCHEMAS.fulfilment],
  ['ReturnEvent', EVENT_SCHEMAS.return],
  ['DisputeEvent', EVENT_SCHEMAS.dispute],
  ['AccountEvent', EVENT_SCHEMAS.account],
  ['SellerEvent', EVENT_SCHEMAS.seller],
  ['Decision', decisionSchema],
  ['DecisionRecord', decisionRecordSchema],
  ['DecisionSummary', decisionSummarySchema],
  ['Customer', customerSchema],
  ['FactsRequest', factsRequestSchema],
  ['FactsAnswer', factsAnswerSchema],
  ['Label', labelSchema],
  ['Rule', ruleSchema],
  ['Ruleset', rulesetSchema],
  ['RulesetState', rulesetStateSchema],
  ['Backtest', backtestSchema],
  ['RulesetStatistics', rulesetStatisticsSchema],
  ['List', listSchema],
  ['ListItem', listItemSchema],
  ['ExportedItem', exportedItemSchema],
  ['ListChangeItem', listChangeItemSchema],
  ['ListChange', listChangeSchema],
  ['Webhook', webhookSchema],
  ['WebhookWithSecret', webhookWithSecretSchema],
  ['Delivery', deliverySchema],
  ['ShopSettings', shopSettingsSchema],
  ['Shop', shopSchema],
  ['ReferenceStatus', referenceStatusSchema],
  ['Problem', problemSchema],
]

/**
 * The OpenAPI 3.1 document of the route table. JSON Schema 2020-12 is what OpenAPI 3.1 speaks, so
 * the schemas go in as they are; those with a name of their own are referred to.
 */
export function openapiDocument(info: { version: string }): JsonObject {
  const names = new Map<string, string>()
  const schemas: JsonObject = {}
  for (const [name, schema] of COMPONENTS) {
    schemas[name] = named(plain(schema), names)
    names.set(JSON.stringify(plain(schema)), name)
  }
  const paths: Record<string, JsonObject> = {}
  for (const id of ROUTE_IDS) {
    const route: Route = ROUTES[id]
    const path = (paths[route.path] ??= {})
    path[route.method.toLowerCase()] = operation(id, route, names)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Gatehouse',
      version: info.version,
      description: 'Open, self-hosted fraud defence for online shops.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: TAGS.map((name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    },
  }
}

function operation(id: string, route: Route, names: Map<string, string>): JsonObject {
  const made: JsonObject = {
    operationId: id,
    tags: [route.tag],
    summary: route.summary,
    security: route.scope === null ? [] : [{ key: [] }],
  }
  if (route.scope !== null) made['x-scope'] = route.scope
  const parameters = parametersOf(route, names)
  if (parameters.length > 0) made['parameters'] = parameters
  if (route.body !== undefined) {
    const media: JsonObject = { schema: named(plain(route.body), names) }
    if (route.bodyExample !== undefined) media['example'] = plain(route.bodyExample)
    made['requestBody'] = { required: true, content: { 'application/json': media } }
  }
  made['responses'] = responsesOf(route, names)
  return made
}

function responsesOf(route: Route, names: Map<string, string>): JsonObject {
  const responses: JsonObject = {}
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(route)) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  for (const [status, codes] of [...byStatus].toSorted(([a], [b]) => a - b)) {
    responses[String(status)] = {
      description: codes.map((code) => `\`${code}\`: ${ERRORS[code].title}`).join('; '),
      content: {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      },
    }
  }
  for (const [status, { doc, schema, contentType, example }] of Object.entries(route.answers)) {
    const answer: JsonObject = { description: doc }
    if (schema !== null) {
      const media: JsonObject = { schema: named(plain(schema), names) }
      if (example !== undefined) media['example'] = plain(example)
      answer['content'] = { [contentType ?? 'application/json']: media }
    }
    if (route.idempotent === true) {
      answer['headers'] = {
        'Idempotent-Replayed': {
          description: '`true`: the stored answer to an earlier request with the same key.',
          schema: { type: 'string', enum: ['true'] },
        },
      }
    }
    responses[status] = answer
  }
  return responses
}

function parametersOf(route: Route, names: Map<string, string>): Json[] {
  const parameters: Json[] = [
    ...parametersIn('path', route.params, names),
    ...parametersIn('query', route.query, names),
  ]
  if (route.idempotent === true) {
    const schema = plain(IDEMPOTENCY_KEY_SCHEMA)
    parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, schema })
  }
  return parameters
}

function parametersIn(
  where: 'path' | 'query',
  schema: TObject | undefined,
  names: Map<string, string>,
): Json[] {
  if (schema === undefined) return []
  const required = new Set<string>(schema.required ?? [])
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: named(plain(property), names),
  }))
}

/** A schema as the JSON that it is: TypeBox keeps its own marks out of sight. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

/** The schema with every part that has a name replaced by a reference to it. */
function named(schema: Json, names: Map<string, string>): Json {
  if (typeof schema !== 'object' || schema === null) return schema
  const name = names.get(JSON.stringify(schema))
  if (name !== undefined) return { $ref: `#/components/schemas/${name}` }
  if (Array.isArray(schema)) return schema.map((part) => named(part, names))
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, named(part, names)]))
}
