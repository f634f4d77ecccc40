import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frameOf, readFrames } from './frame.ts'

const payload = fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes))
const payloads = fc.array(payload, { minLength: 1, maxLength: 6 })

describe('frames', () => {
  it('are read as they were written, and tell where each stands', () => {
    fc.assert(
      fc.property(payloads, (written) => {
        const file = Buffer.concat(written.map(frameOf))
        const { frames, wholeBytes } = readFrames(file)
        expect(frames.map((frame) => frame.payload)).toEqual(written)
        expect(wholeBytes).toBe(file.length)
        for (const { at, bytes, payload: read } of frames) {
          expect(readFrames(file.subarray(at, at + bytes)).frames[0]!.payload).toEqual(read)
        }
      }),
    )
  })

  it('end before the one that is torn, wherever it is torn', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (written, cut) => {
        const file = Buffer.concat(written.map(frameOf))
        const torn = file.subarray(0, cut % file.length)
        const { frames, wholeBytes } = readFrames(torn)
        expect(frames.length).toBeLessThan(written.length)
        expect(frames.map((frame) => frame.payload)).toEqual(written.slice(0, frames.length))
        expect(wholeBytes).toBeLessThanOrEqual(torn.length)
        expect(wholeBytes + frameOf(written[frames.length]!).length).toBeGreaterThan(torn.length)
      }),
    )
  })

  it('end before the one in which a bit has turned', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), fc.nat({ max: 7 }), (written, place, bit) => {
        const file = Buffer.concat(written.map(frameOf))
        const at = place % file.length
        const damagedAt = readFrames(file).frames.findIndex((f) => at < f.at + f.bytes)
        file[at]! ^= 1 << bit
        expect(readFrames(file).frames.map((f) => f.payload)).toEqual(written.slice(0, damagedAt))
      }),
    )
  })

  it('are not made of zeros that a crash left', () => {
    const file = Buffer.concat([frameOf(Buffer.from('whole')), Buffer.alloc(64)])
    expect(readFrames(file).frames).toHaveLength(1)
  })
})
