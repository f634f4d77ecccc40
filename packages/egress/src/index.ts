export { EgressError, type EgressErrorCode } from './egress-error.ts'
export { openDialer, type Dial, type Dialer } from './dialer.ts'
export {
  openResolver,
  type DnsAnswer,
  type DnsProblem,
  type MailExchange,
  type NameResolver,
  type ResolverOptions,
} from './resolver.ts'
export type { ExchangeAnswer, ExchangeLimits } from './exchange.ts'
export { isGlobalUnicast } from './hostile/address-policy.ts'
export { isPublicName } from './hostile/host-names.ts'
export { readTarget, WEB_PORTS, type HostileTarget } from './hostile/target.ts'
export {
  FETCH_LIMITS,
  openHostileDoor,
  type Fetched,
  type FetchLimits,
  type Hop,
  type HostileDoor,
  type HostileDoorParts,
} from './hostile/hostile-door.ts'
export { openPostingDoor, type PostingDoor, type PostRequest } from './hostile/posting-door.ts'
export {
  openConfiguredDoor,
  type ConfiguredDoor,
  type ConfiguredDoorParts,
  type ConfiguredRequest,
} from './configured-door.ts'
export { readBootstrap, type BootstrapResult, type RdapBootstrap } from './domain/bootstrap.ts'
export { bootstrapOfIana } from './domain/iana.ts'
export { lookUpMailDomain, type MailDomain } from './domain/mail-domain.ts'
export { openRegistry, type Registry, type RegistryAnswer } from './domain/registry.ts'
export type { Registration } from './domain/rdap-response.ts'
export { openWhois, type Whois, type WhoisParts } from './domain/whois.ts'
export {
  openCertificateReader,
  type CertificateReader,
  type ShownCertificate,
} from './certificate/read-certificate.ts'
export {
  certificateLogOf,
  openCertificateIndex,
  type CertificateLog,
  type CertificateLogAnswer,
  type LoggedCertificate,
} from './certificate/certificate-log.ts'
export { openPublicConnections, type PublicConnections } from './hostile/public-connection.ts'
