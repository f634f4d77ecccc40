import { inflateRawSync } from 'node:zlib'

/** Length and checksum before each record. */
const FRAME_HEAD_BYTES = 8
/** Format and the length of its text. */
const RECORD_HEAD_BYTES = 5
/** First byte of a body that is deflated. */
const DEFLATED = 1

/** All texts of a spool file, as somebody would read them who has the file and no key. */
export function spooledTexts(file: Buffer): string[] {
  const texts = [file.toString('latin1')]
  for (let at = 0; at < file.length;) {
    const length = file.readUInt32LE(at)
    const record = file.subarray(at + FRAME_HEAD_BYTES, at + FRAME_HEAD_BYTES + length)
    const bodyAt = RECORD_HEAD_BYTES + record.readUInt32LE(1)
    const { blobs } = JSON.parse(record.toString('utf8', RECORD_HEAD_BYTES, bodyAt)) as {
      blobs: number[]
    }
    const body = record.subarray(bodyAt, bodyAt + blobs[0]!)
    if (body[0] !== DEFLATED) throw new Error('this body is not read')
    texts.push(inflateRawSync(body.subarray(1)).toString('utf8'))
    at += FRAME_HEAD_BYTES + length
  }
  return texts
}
