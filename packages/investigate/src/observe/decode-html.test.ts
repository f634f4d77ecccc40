import { expect, it } from 'vitest'
import { decodeHtml } from './decode-html.ts'

const LATIN = Buffer.from('<p>Gr\xfc\xdfe</p>', 'latin1')

it.each([
  [
    'a byte order mark',
    Buffer.from('\ufeffGrüße', 'utf-16le'),
    'text/html; charset=latin1',
    'Grüße',
  ],
  ['the header', LATIN, 'text/html; charset="ISO-8859-1"', '<p>Grüße</p>'],
  [
    'the page',
    Buffer.from('<meta charset=shift_jis><p>\x83e\x83X\x83g', 'latin1'),
    'text/html',
    '<meta charset=shift_jis><p>テスト',
  ],
  ['UTF-8 without a word', Buffer.from('Grüße'), '', 'Grüße'],
  ['what is no UTF-8', LATIN, 'text/html', '<p>Grüße</p>'],
  ['a charset that nobody knows', LATIN, 'text/html; charset=x-secret', '<p>Grüße</p>'],
])('decodes by %s', (_by, bytes, contentType, text) => {
  expect(decodeHtml(bytes, contentType)).toBe(text)
})
