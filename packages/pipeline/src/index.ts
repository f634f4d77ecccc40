export * from './entities.ts'
export * from './entity-lists.ts'
export * from './enrich-job.ts'
export {
  GatewayError,
  openGateway,
  type Answer,
  type Arrival,
  type Gateway,
  type GatewayParts,
} from './gateway.ts'
export * from './observe.ts'
export * from './runtime.ts'
export * from './list-values.ts'
export * from './load-runtime.ts'
export * from './facts.ts'
export * from './outside-source.ts'
export * from './rescore.ts'
export * from './rescore-orders.ts'
export * from './report-index.ts'
export * from './report-job.ts'
export { withPersonalValues } from './sealed-event.ts'
