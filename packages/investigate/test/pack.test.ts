/** What is handed to authorities: a document, a bundle, and hashes that whoever gets them can check. */
import { createHash, generateKeyPairSync, sign, verify } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { stixFaults } from '../../sites/test/stix-schemas.ts'
import { lawEnforcementPack, type Dossier } from '../src/index.ts'
import { dossierPdf } from '../src/pack/dossier-pdf.ts'
import { durationText, percentText, sinceText } from '../src/pack/figures.ts'
import { defangedName, visibleText } from '../src/pack/visible-text.ts'
import { sampleDossier } from './sample-dossier.ts'

const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const SIGNER = {
  publicKey: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
  sign: (text: string) => sign(null, Buffer.from(text), privateKey),
}
const filesOf = async (dossier = sampleDossier()) =>
  (await lawEnforcementPack(dossier, SIGNER)).files

function pagesOf(pdf: Uint8Array): number {
  return Number(/\/Type \/Pages\n\/Count (\d+)/.exec(Buffer.from(pdf).toString('latin1'))?.[1])
}

/** Every stream of the document, unpacked. */
function streamsOf(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('latin1')
  return [...text.matchAll(/\/FlateDecode\n>>\nstream\n([\s\S]*?)\nendstream/g)]
    .map(([, packed]) => inflateSync(Buffer.from(packed!, 'latin1')).toString('latin1'))
    .join('\n')
}

describe('the package for authorities', () => {
  it('has a manifest with the hash of every file, signed', async () => {
    const files = await filesOf()
    const { manifest, signature } = JSON.parse(
      Buffer.from(files.get('manifest.json')!).toString(),
    ) as { manifest: string; signature: string }
    const bytes = Buffer.from(signature, 'base64url')
    expect(verify(null, Buffer.from(manifest), publicKey, bytes)).toBe(true)
    const said = (JSON.parse(manifest) as { files: Record<string, { sha256: string }> }).files
    expect(Object.keys(said)).toEqual(['dossier.pdf', 'bundle.stix.json', 'dossier.json'])
    for (const [name, { sha256 }] of Object.entries(said)) {
      expect(sha256).toBe(createHash('sha256').update(files.get(name)!).digest('hex'))
    }
  })

  it('is the same bytes for the same case', async () => {
    const [first, second] = [await filesOf(), await filesOf()]
    for (const [name, bytes] of first) {
      expect([name, Buffer.from(bytes).equals(second.get(name)!)]).toEqual([name, true])
    }
  })

  it('has a bundle that holds to STIX 2.1, with every site and the report', async () => {
    const bundle = JSON.parse(
      Buffer.from((await filesOf()).get('bundle.stix.json')!).toString(),
    ) as Parameters<typeof stixFaults>[0]
    expect(stixFaults(bundle)).toEqual([])
    const count = (type: string) => bundle.objects.filter((each) => each.type === type).length
    expect(['indicator', 'domain-name', 'campaign', 'report'].map(count)).toEqual([27, 27, 1, 1])
    const marks = new Set(bundle.objects.flatMap((each) => each['object_marking_refs'] ?? []))
    expect([...marks]).toEqual(['marking-definition--f88d31f6-486f-44da-b317-01333bde0b82'])
  })
})

describe('the document', () => {
  it('has its own fonts, a title, and as many pages as it says on each', async () => {
    const pdf = await dossierPdf(sampleDossier())
    const text = Buffer.from(pdf).toString('latin1')
    expect(text.startsWith('%PDF-1.')).toBe(true)
    expect(pagesOf(pdf)).toBe(6)
    for (const face of ['NotoSans-Regular', 'NotoSans-SemiBold', 'NotoSansMono-Regular']) {
      expect(text).toContain(face)
    }
    expect(text).toContain('/FontFile2')
    expect(text).not.toContain('/BaseFont /Helvetica')
    expect(text).not.toMatch(/\/URI|\/JavaScript|\/Launch/)
    expect(streamsOf(pdf).length).toBeGreaterThan(50_000)
  })

  it('is made of a case of which nothing is known yet', async () => {
    const empty: Dossier = {
      ...sampleDossier(),
      timeline: [],
      sites: [],
      payments: [],
      operator: { name: null, basis: [] },
      exposure: { channels: [], estimate: 'Nothing is known.' },
      forecast: [],
      evidence: [],
      campaign: { ...sampleDossier().campaign, similarity: null, coverage: null },
    }
    expect(pagesOf(await dossierPdf(empty))).toBeLessThanOrEqual(2)
    const files = await filesOf(empty)
    const text = Buffer.from(files.get('bundle.stix.json')!).toString()
    expect(stixFaults(JSON.parse(text) as Parameters<typeof stixFaults>[0])).toEqual([])
  })

  it('has an end, whatever it is made of', async () => {
    const sample = sampleDossier()
    const [site] = sample.sites
    const huge: Dossier = {
      ...sample,
      sites: Array.from({ length: 400 }, (_, at) => ({
        ...site!,
        domain: `site-${at}.example`,
        findings: at === 0 ? ['x '.repeat(20_000)] : site!.findings,
      })),
    }
    const pages = pagesOf(await dossierPdf(huge))
    expect(pages).toBeGreaterThan(15)
    expect(pages).toBeLessThan(60)
  })
})

describe('text in the document', () => {
  it('shows what would hide or turn the line around', () => {
    expect(visibleText('good\u202Emoc.live\u200B\u0000 x')).toBe(
      'good<U+202E>moc.live<U+200B><U+0000> x',
    )
    expect(visibleText('a\n\n  b\tc')).toBe('a b c')
    expect(visibleText('\uD800x')).toBe('<U+D800>x')
    expect(visibleText('x'.repeat(9), 4)).toBe('xxxx …')
  })

  it('names sites so that nobody opens them by accident', () => {
    expect(defangedName('a.b.example')).toBe('a[.]b[.]example')
  })

  it.each([
    [54_000, '54 s'],
    [17 * 60_000, '17 min'],
    [668 * 60_000, '11 h 8 min'],
    [120 * 60_000, '2 h'],
    [9 * 86_400_000, '9 days'],
  ])('says %i ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text)
    expect(sinceText(ms, 0)).toBe(`T+${text}`)
  })

  it('never rounds to certainty', () => {
    expect(percentText(0.998)).toBe('99.8 %')
    expect(percentText(0.94)).toBe('94 %')
  })
})
