import { expect, it } from 'vitest'
import { MIGRATIONS } from './list.ts'
import { migrationHash } from './migrate.ts'

/** Append only: a line that has to change here means that a released migration was edited. */
const RELEASED: Readonly<Record<string, string>> = {
  '202611231800-foundation': '822ae8d3fa52cd9e367358b6037d80cd2f9fb7306e1542a125a4d5655dd3b69d',
  '202611251200-list-log': 'ae55cd3b2de9442f82687e3846a16e394bad7e68be6b00a26c5f830f36f7ca4b',
  '202611270730-shop-versions': '2d5b5a0d714b954ef529ba20bac422eda0ce8381eaac72ee971f6a781359e55d',
  '202611271200-domain-facts': 'b8025b4757ebb431825eeba11bd2ecb89d2c1dd59b672979b678c030f1fed242',
  '202611271230-fraud-reports': '1b9c31ef9c6cf648ee120fa7ab5f1ab42c7308ffcd741823e4f64777edf377aa',
  '202611280900-ruleset-checkpoints':
    'f23e2214996151b7d0e94a06711a4e546d35c2acf6f83979cadb0e647c98575a',
  '202611281000-ruleset-life': '76a7c13e80f6ce7322c877425196b4e548c9903b6fac8b1c972820abc081f1b6',
  '202611281100-data-keys': 'f74cca30c05e8cc24dea1859956dbd88412be28f923a41c6684500c1ea350a6a',
  '202611281200-webhooks': '67d6c462a721df57a64173932e7cec50245e444515d06a08ee58fc40b14a1daa',
  '202611281300-action-reports': '591e7cd320c4e563f78ccf460d25b8c880c41fb22a5c3ae27ed9c241bd80e45f',
  '202611281400-customers': '6e6b850e599eec6164b53f2277713d312bd7db284d4fae8d6f926ac3cc2ebf71',
  '202611291000-ruleset-segments':
    '773c23afe9cdbd602222b00bbbd5ba1b4e29c46af8a9ea97e181693f098d8af9',
  '202611301000-challenges': '6e5048923986476e5ef1159af3713fd77ddc1bb6cdf3390a043416fc6890730e',
  '202611301100-quiet-alerts': 'fb1d4c314d1e28cb651be97bbe7b8ef652186e26c023820a719d03c963f64f97',
  '202611301200-list-expiry': 'e7c9271202ce1bd23cc1c4a115fcccc186c696676a4a23a4d39c1b795801894e',
  '202612010900-models': '7177ffa12ca10072eea7a464259033fc1bfd3c79c58a49eae2d24484f971e137',
  '202612020300-model-kinds': '3a769bee59d2dc0bcb309057871fc910593790410f3647ec329d08d79b5cba0d',
  '202612020310-trainings': '38019f6cb075f517486fc6d35ca84633337501489e13b4e81b12339f3013082d',
  '202612020400-monitors': 'c1b08d32e3f0f6a599e4c784bbbe6aea2705a0e7f53782925052f353c71f445e',
  '202612020500-circles': 'cb6d93d888d3b3690b830f904bb21895a96c51753d49dc83248e8babdb04b6f6',
  '202612020510-circle-history': '78e8df2b4a1091bb8c5c3f069c993faee2891d5d34f9a36611b1f526021235bd',
  '202612021200-journal-numbers':
    'e059fd4c649673a5acc78f29c5d632aefc3abc22090252e96e7d238d1c8b5a81',
  '202612021300-record-chain': '3116c662aa08edd5b9bef61cfe2e220c821c71990b8e9de1ad7be6f9445e2fbe',
  '202612021310-config-audit': '3d158cd7175da8cb5331613193388e8afc157e153e96f491593edc167cd75bab',
  '202612021320-circle-audit': 'f07bf6aa250bf98b6d823b55697e64bd22ace5986520de9c1e95e453af5f4082',
  '202612021400-retrainings': 'decdd987a54480ea133714654a5953397cc85f54a42b00680fb86058629c3051',
  '202612030100-blocklist': 'f8b0227abd47b231cfb0a815b0fba5495674ee40814cf5f7f5a87ff131ce87c1',
  '202612030200-sites': 'bb02e063b1da175439ea060f28778622a854d1071a2b6ed7c2b6d953deec72b8',
}

it('released migrations never change', () => {
  expect(Object.fromEntries(MIGRATIONS.map((each) => [each.id, migrationHash(each)]))).toEqual(
    RELEASED,
  )
})

it('migration ids are dated and ascend', () => {
  const ids = MIGRATIONS.map((each) => each.id)
  expect([...ids].sort()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^\d{12}-[a-z0-9-]+$/)
})
