import { expect, it } from 'vitest'
import { openFirstFormat } from './first-format.ts'
import { openKeyring } from './keyring.ts'

const keyring = openKeyring('a secret of at least thirty-two characters')
const hex = (text: string) => Buffer.from(text, 'hex')

/** As a version that wrote format 1 left it. */
const RECORD_ID = '019bbf40-2250-74b4-a4b4-59dfb4f47ab6'
const WRAPPED = hex(
  'a0b55a05162200e188b8ccda4afee331b72f280c0cd056b60f488acbc83f575c15c2788ee36c4c64',
)
const sealed = {
  subject: hex('65664177001f7c49fb14e5e1f86a0748'),
  bytes: hex(
    '01c53223a29243b5297be7d721554b24e3a3046ac5e292d217585d2148cc87ceb3e39c42e993eb9cb1acb7fe1d90' +
      '33f95c88940ba8a0e275d95573f149564e4d8b763980dabbc6ee6ae2a731f2430fd4fe6a64db811d1142151c609e' +
      'b021c8e72a6091275dc63998f96d667368160f1ab18d2e8bf803efb65f817c6a0da69fc9f2e71db076f46af94825' +
      'c3cd4c48634d8a2258d77fdf01d90a96a3a0',
  ),
}
const keysOf = (wrapped: readonly Buffer[]) => ({
  rows: async <Row>() => wrapped.map((key) => ({ wrapped: key })) as Row[],
})

it('what was sealed in format 1 opens', async () => {
  const opened = await openFirstFormat(keyring, keysOf([WRAPPED]), 'shop', RECORD_ID, sealed)
  expect(opened).toEqual({
    state: 'open',
    values: {
      'email.address': 'zofia.wrona@example.org',
      'billing.city': 'Kraków',
      'device.user_agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
    },
  })
})

it('does not open under another record, and is erased without its key', async () => {
  const other = '019bbf40-2250-74b4-a4b4-59dfb4f47ab7'
  await expect(openFirstFormat(keyring, keysOf([WRAPPED]), 'shop', other, sealed)).rejects.toThrow(
    'authenticate',
  )
  await expect(openFirstFormat(keyring, keysOf([]), 'shop', RECORD_ID, sealed)).resolves.toEqual({
    state: 'erased',
  })
})
