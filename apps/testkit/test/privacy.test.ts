/**
 * What is kept of a person. Every text field of every event carries a mark of its own; afterwards
 * all tables and the log are searched for the marks of those that say who somebody is.
 */
import { EVENT_TYPES, type Decision, type EventType, type Privacy } from '@gatehouse/contract'
import { packWindowEvent, unpackWindowEvent, windowKey } from '@gatehouse/signals'
import { readConfig, startServer, type Server } from '@gatehouse/server'
import type { StoredRecord } from '@gatehouse/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { orderOf, START_TIMEOUT_MS, startTestServer, type TestServer } from '../src/index.ts'
import { markedEvent, needlesIn, next, PLAIN_INPUT, type Mark } from './marked-event.ts'
import { whatIsKept, type Kept } from './what-is-kept.ts'

const TYPES = Object.keys(EVENT_TYPES) as EventType[]
const SHOP = 'marked'
/** Enough rows that the bodies' model is learned from them. */
const ROUNDS = 14
const SEND_TIMEOUT_MS = 180_000

interface Sent {
  readonly server: TestServer
  readonly marks: readonly Mark[]
  readonly log: string
  readonly kept: Kept
}

/** Sends every event, decided and recorded, and what belongs to it: labels, facts, bad requests. */
async function sendAll(privacy: Privacy): Promise<Sent> {
  const lines: string[] = []
  const server = await startTestServer(
    { LOG_LEVEL: 'debug' },
    undefined,
    (line) => void lines.push(line),
  )
  const shop = SHOP
  await server.post('/v1/facts', {}, { shop })
  const settings = { privacy, plain_custom_inputs: [PLAIN_INPUT], home_country: 'DE' }
  const changed = await server.put(`/v1/shops/${shop}/settings`, { version: 1, settings })
  if (changed.status !== 200) throw new Error(JSON.stringify(changed.body))
  const marks: Mark[] = []
  let number = 0
  const send = async (path: string, body: object, status: number): Promise<void> => {
    const headers = { 'idempotency-key': `key-${++number}` }
    const answer = await server.post(path, body, { shop, headers })
    if (answer.status !== status) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  }
  for (let round = 0; round < ROUNDS; round++) {
    const events = TYPES.map((type) => ({ type, ...markedEvent(type) }))
    marks.push(...events.flatMap((each) => each.marks))
    await Promise.all(
      events.map(({ type, body }) =>
        EVENT_TYPES[type].checkpoint === null
          ? send('/v1/events', body, 201)
          : send('/v1/decisions', body, 200),
      ),
    )
  }
  const [{ body, marks: own }, { body: asked, marks: ofFacts }, refused] = [
    markedEvent('purchase'),
    markedEvent('purchase'),
    markedEvent('purchase'),
  ]
  marks.push(...own, ...ofFacts, ...refused.marks)
  await send('/v1/decisions', body, 200)
  const { event } = body as { event: { event_id: string; transaction_id: string } }
  for (const about of [{ event_id: event.event_id }, { transaction_id: event.transaction_id }]) {
    const note = next()
    marks.push({ path: 'label.notes', value: note, needle: note, isPersonal: true })
    await send('/v1/labels', { ...about, label: 'not_fraud', notes: note }, 201)
  }
  const { device, billing, shipping } = asked as Record<string, { ip_address?: string }>
  await send('/v1/facts', { ip_address: device!.ip_address, billing, shipping }, 200)
  await send('/v1/decisions', { ...refused.body, no_such_field: refused.marks[0]!.value }, 422)
  await server.services.store.upkeep.run(Date.now())
  return { server, marks, log: lines.join('\n'), kept: await whatIsKept(server) }
}

/** Paths of those marks that are in the text. */
function found(marks: readonly Mark[], text: string): string[] {
  const needles = needlesIn(text)
  return marks.filter(({ needle }) => needles.has(needle)).map(({ path }) => path)
}

const personal = ({ marks }: Sent): Mark[] => marks.filter(({ isPersonal }) => isPersonal)
const plain = ({ marks }: Sent): Mark[] => marks.filter(({ isPersonal }) => !isPersonal)

let minimal: Sent
let standard: Sent
beforeAll(
  async () => {
    minimal = await sendAll('minimal')
    standard = await sendAll('standard')
  },
  START_TIMEOUT_MS + 2 * SEND_TIMEOUT_MS,
)
afterAll(() => Promise.all([minimal, standard].map((sent) => sent?.server.close())))

describe('the search', () => {
  it('looks everywhere, and finds what is kept', () => {
    for (const { kept, marks } of [minimal, standard]) {
      expect(kept.rows).toMatchObject({ body_models: 1, labels: 2 })
      expect(Object.keys(kept.rows)).toEqual(
        expect.arrayContaining(['idempotency', 'journal', 'list_items', 'shop_versions']),
      )
      expect(kept.records.length).toBeGreaterThan(TYPES.length * ROUNDS)
      const paths = new Set(marks.filter(({ isPersonal }) => isPersonal).map(({ path }) => path))
      expect(paths.size).toBeGreaterThan(40)
    }
    // A mark that may be kept and is not: its event was refused, or it was a question only.
    const missing = plain(standard).length - found(plain(standard), standard.kept.text).length
    expect(missing / plain(standard).length).toBeLessThan(0.01)
    // Marks are found in whatever form they might be kept: every one that was sent is found in it.
    for (const { marks } of [minimal, standard]) {
      const asSent = JSON.stringify(marks.map(({ value }) => value))
      expect(found(marks, asSent)).toHaveLength(marks.length)
    }
  })
})

describe.each([
  ['minimal', () => minimal],
  ['standard', () => standard],
] as const)('of a person, under `%s`', (_privacy, sent) => {
  it('nothing lies in the clear, in any column of any table', () => {
    expect(found(personal(sent()), sent().kept.text)).toEqual([])
  })

  it('nothing is in the log', () => {
    expect(sent().log).toContain('"level":')
    expect(found(personal(sent()), sent().log)).toEqual([])
  })

  it('the stored decisions hold signals, and no text of theirs', () => {
    const decisions = sent().kept.records.flatMap(({ decisionJson }) =>
      decisionJson === null ? [] : [Buffer.from(decisionJson).toString()],
    )
    expect(decisions.length).toBeGreaterThan(TYPES.length)
    const text = decisions.join('\n')
    expect(text).toContain('"email.domain":"example.com"')
    expect(text).toContain('"ip.country":"')
    expect(found(personal(sent()), text)).toEqual([])
  })
})

/** The entities that windows of a record are rebuilt by. */
function windowKeys({ window }: StoredRecord): string[] {
  if (window === null) return []
  const unpacked = unpackWindowEvent(window)
  if (!unpacked.ok) throw new Error(unpacked.issues.join('; '))
  return Object.keys(unpacked.event.keys)
}

/** Tokens of addresses that orders came from, and of their networks: one round of them. */
function ipTokens({ marks, server }: Sent): Uint8Array[] {
  const { personal: keyring } = server.services.store
  const addresses = marks.filter(({ path }) => path === 'device.ip_address')
  return addresses.slice(0, TYPES.length).flatMap(({ value }) => {
    const network = `${value.slice(0, value.lastIndexOf('.'))}.0/24`
    return [keyring.token(SHOP, 'ip', value), keyring.token(SHOP, 'network', network)]
  })
}

/** The key of a window as it is packed: the shop is folded into it. */
function windowKeyBytes(token: Uint8Array): Buffer {
  const nothing = { stream: 'order', timeMs: 0, amountMinor: 0, quantity: 0, items: [] } as const
  const packed = packWindowEvent({ ...nothing, shopId: SHOP, keys: { ip: windowKey(token) } })
  // The shop's own key comes last, in every event: it belongs to nobody.
  return Buffer.from(packed.subarray(-16, -8))
}

/** All that tokens of these values could look like in the database. */
function tokensIn({ kept }: Sent, tokens: readonly Uint8Array[]): number {
  const isKept = (token: Uint8Array): boolean => {
    const bytes = Buffer.from(token)
    const key = windowKeyBytes(token)
    return (
      [bytes, bytes.subarray(0, 8), key].some((each) => kept.bytes.includes(each)) ||
      [bytes.toString('base64url'), bytes.toString('hex')].some((text) => kept.text.includes(text))
    )
  }
  return tokens.filter(isKept).length
}

describe('under `minimal`', () => {
  it('nothing is sealed, and nobody has a key', () => {
    const { records, rows } = minimal.kept
    expect(records.filter(({ sealed }) => sealed !== null)).toHaveLength(0)
    expect(rows['data_keys']).toBe(0)
    expect(standard.kept.rows['data_keys']).toBeGreaterThan(0)
  })

  it('no IP and no address is kept as a token, in no window and nowhere else', () => {
    const keys = new Set(minimal.kept.records.flatMap(windowKeys))
    expect(keys).toContain('email')
    expect(keys).toContain('device')
    expect(keys).not.toContain('ip')
    expect(keys).not.toContain('network')
    expect(keys).not.toContain('shipping_address')
    expect(tokensIn(minimal, ipTokens(minimal))).toBe(0)
    // The search for tokens is one that finds them.
    expect(tokensIn(standard, ipTokens(standard))).toBeGreaterThan(TYPES.length)
  })

  it('numbers, flags and the texts that the shop calls plain stay', () => {
    const inputs = minimal.kept.records.flatMap(({ eventJson }) => {
      const event = JSON.parse(Buffer.from(eventJson).toString()) as { custom_inputs?: object }
      return event.custom_inputs === undefined ? [] : [event.custom_inputs]
    })
    expect(inputs.length).toBeGreaterThan(TYPES.length)
    for (const kept of inputs) {
      expect(kept).toEqual({ [PLAIN_INPUT]: expect.any(String) as unknown, years: 3, is_new: true })
    }
  })

  it('an account is still known again, by a token', () => {
    const ids = minimal.kept.records.flatMap(({ eventJson }) => {
      const event = JSON.parse(Buffer.from(eventJson).toString()) as {
        account?: { user_id?: string }
      }
      return event.account?.user_id ?? []
    })
    expect(ids.length).toBeGreaterThan(TYPES.length)
    for (const id of ids) expect(id).toMatch(/^token:[\w-]{22}$/)
  })
})

describe('under `standard`', () => {
  it('all of it is sealed, so that whoever has the key can read it and erase it', async () => {
    const { personal: opener } = standard.server.services.store
    const { records } = standard.kept
    const values: string[] = []
    // One after the other: a pool of connections refuses whom it lets wait for long.
    for (const { shopId, id, sealed } of records) {
      const opened = await opener.open(shopId, id, sealed)
      if (opened.state === 'open') values.push(...Object.values(opened.values))
    }
    const sealed = new Set(values)
    const stored = personal(standard).filter(({ value }) => !sealed.has(value))
    // What was only asked, or refused: one event each, and facts are never kept.
    const lost = new Set(stored.map(({ path }) => path))
    const perEvent = personal(standard).length / (TYPES.length * ROUNDS + 3)
    expect(stored.length).toBeLessThan(3 * perEvent)
    expect(lost).not.toContain('label.notes')
    const read = async (subject: Uint8Array, { shopId, id, sealed: bytes }: StoredRecord) => {
      await opener.erase(shopId, subject)
      return opener.open(shopId, id, bytes)
    }
    const first = records.find((record) => record.sealed !== null)!
    expect(await read(first.sealed!.subject, first)).toEqual({ state: 'erased' })
  })
})

describe('after a restart', () => {
  const MINUTE_MS = 60_000
  const AGAIN = { email: 'again@example.com', ipAddress: '81.2.69.160' }

  /** The windows that an order reads on a server that has seen nothing but the database. */
  async function velocity({ server }: Sent, on: Server, afterMs = 0): Promise<Decision['signals']> {
    const time = new Date(Date.now() + afterMs).toISOString()
    const response = await fetch(`${on.url}/v1/decisions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${server.apiKey}`,
        'gatehouse-shop': SHOP,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ ...orderOf(AGAIN), event: { time } }),
    })
    return ((await response.json()) as Decision).signals
  }

  async function restarted(sent: Sent, work: (on: Server) => Promise<void>): Promise<void> {
    await sent.server.post('/v1/decisions', orderOf(AGAIN), { shop: SHOP })
    const env = { LOG_LEVEL: 'silent', PORT: '0', DATA_DIR: sent.server.dataDir }
    const other = await startServer(readConfig(env))
    try {
      await work(other)
    } finally {
      await other.close()
    }
  }

  it('a `minimal` shop does not know what came from an IP, and says so until it does', async () => {
    await restarted(minimal, async (on) => {
      const unknown = { unknown: 'restarted' }
      expect(await velocity(minimal, on)).toMatchObject({
        'velocity.orders_by_ip_1m': unknown,
        'velocity.orders_by_ip_24h': unknown,
        'velocity.checkouts_by_network_10m_with_this': unknown,
        'velocity.ips_by_amount_band_10m_with_this': unknown,
        'anomaly.checkouts_by_network_10m_sigma': unknown,
        'velocity.emails_by_shipping_address_30d': unknown,
        'velocity.orders_by_email_24h': 1,
      })
      // A window of a minute that ends in two begins after the restart.
      expect(await velocity(minimal, on, 2 * MINUTE_MS)).toMatchObject({
        'velocity.orders_by_ip_1m': 0,
        'velocity.orders_by_ip_24h': unknown,
      })
    })
  })

  it('a `standard` shop knows', async () => {
    await restarted(standard, async (on) => {
      expect(await velocity(standard, on)).toMatchObject({
        'velocity.orders_by_ip_1m': 1,
        'velocity.orders_by_ip_24h': 1,
        'velocity.checkouts_by_network_10m_with_this': 2,
        'velocity.orders_by_email_24h': 1,
      })
    })
  })
})
