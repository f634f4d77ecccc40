const BLOCK = 512
const NAME_BYTES_MAX = 100

/**
 * Files as one archive (POSIX.1-1988 ustar): what every system unpacks, and no byte of it depends on
 * when or where it was made.
 * @param files bytes by name: ASCII, 100 characters at most
 * @param atMs the time that all of them bear
 */
export function tarOf(files: ReadonlyMap<string, Uint8Array>, atMs: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (const [name, bytes] of files) {
    parts.push(header(name, bytes.length, atMs), bytes)
    parts.push(Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK))
  }
  // Two empty blocks are the end.
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}

function header(name: string, size: number, atMs: number): Buffer {
  if (!/^[\x21-\x7e]+$/.test(name) || name.length > NAME_BYTES_MAX) {
    throw new RangeError('a name that no archive holds')
  }
  const block = Buffer.alloc(BLOCK)
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length, '0')}\0`
  block.write(name, 0, 'latin1')
  block.write(octal(0o644, 7), 100, 'latin1')
  block.write(octal(0, 7), 108, 'latin1')
  block.write(octal(0, 7), 116, 'latin1')
  block.write(octal(size, 11), 124, 'latin1')
  block.write(octal(Math.floor(atMs / 1000), 11), 136, 'latin1')
  // The sum is made with its own field blank.
  block.write('        ', 148, 'latin1')
  block.write('0', 156, 'latin1')
  block.write('ustar\u000000', 257, 'latin1')
  let sum = 0
  for (const byte of block) sum += byte
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return block
}
