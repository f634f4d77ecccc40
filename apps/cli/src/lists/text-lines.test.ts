import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLines, type TextLine } from './text-lines.ts'

/** Reads bytes that come in parts of a length. */
async function linesOf(bytes: Buffer, partBytes = bytes.length || 1): Promise<TextLine[]> {
  async function* parts() {
    for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
  }
  const lines: TextLine[] = []
  for await (const some of readLines(parts())) lines.push(...some)
  return lines
}

const textsOf = async (bytes: Buffer, partBytes?: number) =>
  (await linesOf(bytes, partBytes)).map(({ text }) => text)

describe('the lines of a file', () => {
  it('are the same in whatever parts its bytes come', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ü', '語', '😀', '"', ' '), maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (texts, partBytes) => {
        const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''))
        const lines = await linesOf(bytes, partBytes)
        expect(lines).toEqual(texts.map((text, at) => ({ number: at + 1, text })))
      }),
    )
  })

  it('end in the way of Windows too, and the mark of UTF-8 is none of the text', async () => {
    const bytes = Buffer.from('\ufeffa\r\nb\r\n')
    expect(await textsOf(bytes)).toEqual(['a', 'b'])
  })

  it('say of the last one that it does not end', async () => {
    expect(await linesOf(Buffer.from('a\nb'))).toEqual([
      { number: 1, text: 'a' },
      { number: 2, text: 'b', isUnended: true },
    ])
    expect(await linesOf(Buffer.alloc(0))).toEqual([])
  })

  it.each([1, 3, 1000])(
    'are read around one that is Latin-1, in parts of %i',
    async (partBytes) => {
      const bytes = Buffer.concat([
        Buffer.from('müller\n'),
        Buffer.from('müller\n', 'latin1'),
        Buffer.from('anna\n'),
      ])
      const lines = await linesOf(bytes, partBytes)
      expect(lines.map(({ text }) => text)).toEqual(['müller', null, 'anna'])
      expect(lines[1]).toMatchObject({ number: 2, problem: expect.stringContaining('not UTF-8') })
    },
  )

  it.each([10_000, 1_000_000])(
    'are read around one without an end, in parts of %i',
    async (part) => {
      const bytes = Buffer.from(`a\n${'x'.repeat(500_000)}\nb\n`)
      const lines = await linesOf(bytes, part)
      expect(lines.map(({ number }) => number)).toEqual([1, 2, 3])
      expect(lines[2]!.text).toBe('b')
      if (part < 500_000) expect(lines[1]!.problem).toContain('longer than')
    },
  )
})

describe('a file is refused as a whole', () => {
  it.each([
    ['UTF-16 with its mark', Buffer.from('\ufeffanna@example.com\n', 'utf16le'), 'UTF-16'],
    ['UTF-16, the other way', Buffer.from([0xfe, 0xff, 0, 0x61]), 'UTF-16'],
    ['UTF-16 without a mark', Buffer.from('anna@example.com\n', 'utf16le'), 'no UTF-8 text'],
    ['a spreadsheet', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(99)]), 'binary'],
  ])('when it is %s', async (_what, bytes, message) => {
    await expect(linesOf(bytes)).rejects.toThrow(message)
  })
})
