import {
  EgressError,
  openConfiguredDoor,
  openPostingDoor,
  type Dialer,
  type NameResolver,
  type PostingDoor,
} from '@gatehouse/egress'

/** To public addresses over TLS, and to the origins that the operator allows as they are. */
export function openWebhookDoor(
  allowedOrigins: readonly string[],
  resolver: NameResolver,
  dialer: Dialer,
): PostingDoor {
  const strangers = openPostingDoor({ resolver, dialer })
  const named = openConfiguredDoor({ origins: allowedOrigins, resolver, dialer })
  const isAllowed = (url: string) => {
    if (!URL.canParse(url)) return false
    const { origin, username, password } = new URL(url)
    return allowedOrigins.includes(origin) && username === '' && password === ''
  }
  return {
    check(url) {
      if (!isAllowed(url)) strangers.check(url)
    },
    post(request) {
      return isAllowed(request.url)
        ? named.send({ ...request, method: 'POST' })
        : strangers.post(request)
    },
  }
}

/** Why an address is refused, for the one who gave it; `null`: it is not. */
export function faultOfUrl(door: PostingDoor, url: string): string | null {
  try {
    door.check(url)
    return null
  } catch (error) {
    if (error instanceof EgressError) return error.message
    throw error
  }
}
