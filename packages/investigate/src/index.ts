export type { Look } from './observe/failure.ts'
export { fetchPage, PAGE_LIMITS } from './observe/fetch-page.ts'
export { observeNetwork, type NetworkParts } from './observe/observe-network.ts'
export { observeRegistration, type RegistrationParts } from './observe/observe-registration.ts'
export {
  openWalker,
  WALKER_LIMITS,
  type Walked,
  type Walker,
  type WalkerParts,
} from './payment-flow/open-walker.ts'
