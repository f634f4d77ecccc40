export type { Finding, LayerReading } from './layer.ts'
export type { SiteEdge } from './edge.ts'
export type { RegistrationObservation } from './observation/registration.ts'
export type { NetworkObservation, SeenCertificate } from './observation/network.ts'
export type { FetchedPage } from './observation/fetched-page.ts'
export type { PageObservation, PageSkeleton } from './observation/page.ts'
export type { PaymentFlowObservation, SeenDestination } from './observation/payment-flow.ts'
export type { ReportsObservation } from './observation/reports.ts'
export {
  imitatedProcessor,
  merchantIdsIn,
  processorName,
  processorOf,
} from './payment-flow/find-processor.ts'
export { paymentFlowEdges } from './payment-flow/edges.ts'
export { paymentFlowReading } from './payment-flow/payment-flow-reading.ts'
