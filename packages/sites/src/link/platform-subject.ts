import { PLATFORM_RULES, type PlatformRule, type SubjectKind } from './platforms.ts'

/** Something that strangers make inside a platform: its registrable domain is nobody's verdict. */
export interface PlatformSubject {
  /** Key of the platform: `facebook`, `google_play`. */
  readonly platform: string
  readonly kind: SubjectKind
  /** As the platform writes it; names are in lower case where the platform does not tell apart. */
  readonly id: string
  /** `platform:kind:id`, the key of its verdict. */
  readonly key: string
}

const BY_HOST: ReadonlyMap<string, readonly PlatformRule[]> = byHost()
const SUBJECT_CHARACTERS_MAX = 256

/** Whose address it is inside a platform; `null`: none that is known. */
export function platformSubject(
  host: string,
  registrable: string | null,
  path: string,
  query: string,
): PlatformSubject | null {
  const rules = rulesFor(host) ?? (registrable === null ? undefined : BY_HOST.get(registrable))
  if (rules === undefined) return null
  for (const { platform, kind, address, isCaseless } of rules) {
    const found = address
      .exec(path + query)
      ?.slice(1)
      .find((part) => part !== undefined)
    if (found === undefined || found === '' || found.length > SUBJECT_CHARACTERS_MAX) continue
    const id = isCaseless ? found.toLowerCase() : found
    return { platform, kind, id, key: `${platform}:${kind}:${id}` }
  }
  return null
}

/** Rules of the host itself, or of a domain above it that is more exact than the registrable one. */
function rulesFor(host: string): readonly PlatformRule[] | undefined {
  return (
    BY_HOST.get(host) ?? BY_HOST.get(host.replace(/^(?:www|m|mobile|[a-z]{2}(?:-[a-z]{2})?)\./, ''))
  )
}

function byHost(): Map<string, PlatformRule[]> {
  const map = new Map<string, PlatformRule[]>()
  for (const rule of PLATFORM_RULES) {
    for (const host of rule.hosts) {
      const rules = map.get(host)
      if (rules === undefined) map.set(host, [rule])
      else rules.push(rule)
    }
  }
  return map
}
