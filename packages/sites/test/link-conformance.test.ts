import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  canonicalAddress,
  lookUpHosts,
  lookUpKeys,
  lookUpPaths,
  readLooseIpv4,
} from '../src/link/look-up-keys.ts'
import { readLink } from '../src/link/read-link.ts'

const read = (name: string): string =>
  readFileSync(new URL(`../../../spec/links/${name}`, import.meta.url), 'utf8')

interface UrlCase {
  readonly input: string
  readonly failure?: true
  readonly username: string
  readonly password: string
  readonly hostname: string
  readonly port: string
  readonly pathname: string
  readonly search: string
  readonly hash: string
}

/** DNS has no such name, so that it is refused where a browser only fails to find it. */
const isNoDnsName = (host: string): boolean =>
  host === '.' ||
  /^\.|\.\.|\.$/.test(host.replace(/(?<=[^.])\.$/, '')) ||
  host.replace(/\.$/, '').length > 253 ||
  host.split('.').some((label) => label.length > 63)

/** Quotes at the end are taken for those of the sentence around an address. */
const UNQUOTED = /["»>]$/

describe('links are read as browsers read them', () => {
  const cases = (JSON.parse(read('whatwg-url.json')) as UrlCase[]).filter(
    ({ input }) => !UNQUOTED.test(input),
  )
  it('in every case of WHATWG URL for http and https', () => {
    expect(cases.length).toBeGreaterThan(350)
    const wrong = cases.filter((one) => {
      const result = readLink(one.input)
      if (one.failure === true || isNoDnsName(one.hostname)) return result.ok
      if (!result.ok) return true
      const { host, path, query, fragment, port, user } = result.link
      const password = one.password === '' ? '' : `:${one.password}`
      return (
        host !== one.hostname.replace(/\.$/, '') ||
        path !== one.pathname ||
        query !== one.search ||
        fragment !== one.hash ||
        (port ?? '').toString() !== one.port ||
        user !== one.username + password
      )
    })
    expect(wrong.map(({ input }) => input)).toEqual([])
  })

  it('in every script, by all vectors of Unicode', () => {
    const names = JSON.parse(read('idna.json')) as [string, string | null][]
    const wrong = names.filter(([name, ascii]) => {
      if (name === '') return false
      const result = readLink(`http://${name}/x`)
      if (ascii === null || isNoDnsName(ascii)) return result.ok
      return !result.ok || result.link.host !== ascii.replace(/\.$/, '')
    })
    expect(names.length).toBeGreaterThan(2700)
    expect(wrong).toEqual([])
  })
})

interface Vector<Output> {
  readonly url: string | { readonly bytes_hex: string }
  readonly output?: Output | null
}

/** Bytes that are no text stand as percent escapes, which mean the same. */
const textOf = ({ url }: Vector<unknown>): string =>
  typeof url === 'string'
    ? url
    : url.bytes_hex.replace(/../g, (hex) => {
        const byte = Number.parseInt(hex, 16)
        return byte < 128 ? String.fromCharCode(byte) : `%${hex}`
      })

describe('keys are those of Web Risk', () => {
  const vectors = JSON.parse(read('web-risk.json')) as Record<string, Vector<never>[]>
  const sorted = (texts: readonly string[] | null | undefined) => [...(texts ?? [])].sort()
  const partsOf = (vector: Vector<unknown>) => canonicalAddress(textOf(vector))

  const found: Record<string, (vector: Vector<never>) => readonly [unknown, unknown]> = {
    GeneratePatterns: (one) => [sorted(lookUpKeys(textOf(one))), sorted(one.output)],
    GenerateLookupHosts: (one) => {
      const parts = partsOf(one)
      return [sorted(parts === null ? [] : lookUpHosts(parts.host)), sorted(one.output)]
    },
    GenerateLookupPaths: (one) => {
      const parts = partsOf(one)
      return [sorted(parts === null ? [] : lookUpPaths(parts)), sorted(one.output)]
    },
    ParseIPAddress: (one) => [readLooseIpv4(textOf(one)) ?? '', one.output],
    CanonicalHost: (one) => [partsOf(one)?.host ?? '', one.output],
    CanonicalPath: (one) => [partsOf(one)?.path ?? '', one.output],
    CanonicalURL: (one) => {
      const parts = partsOf(one)
      return [parts === null ? '' : `${parts.scheme}://${parts.host}${parts.path}`, one.output]
    },
  }

  it.each(Object.keys(found))('in every vector of %s', (group) => {
    const wrong = vectors[group]!.flatMap((vector) => {
      const [got, wanted] = found[group]!(vector)
      return JSON.stringify(got) === JSON.stringify(wanted) ? [] : [{ vector, got }]
    })
    expect(vectors[group]!.length).toBeGreaterThan(0)
    expect(wrong).toEqual([])
  })
})

it('registrable domains are those of the Public Suffix List', () => {
  const lines = [...read('public-suffix.txt').matchAll(/^checkPublicSuffix\('(.*)', (.*)\);/gm)]
  const hostOf = (name: string): string | null => {
    const result = readLink(`http://${name}/`)
    return result.ok ? result.link.host : null
  }
  const wrong = lines.filter(([, name, wanted]) => {
    const result = readLink(`http://${name}/`)
    const registrable = result.ok ? result.link.registrable : null
    return registrable !== (wanted === 'null' ? null : hostOf(wanted!.slice(1, -1)))
  })
  expect(lines.length).toBeGreaterThan(70)
  expect(wrong.map(([line]) => line)).toEqual([])
})
