import { writeFile } from 'node:fs/promises'
import type { ModelRecord } from '@gatehouse/contract'
import { askServer, SERVER_HELP, serverShopOption } from '../ask-server.ts'
import { CliError } from '../cli-error.ts'
import type { Command } from '../command.ts'
import { catalogueOptions } from '../rulesets/catalogue-options.ts'
import { textTable } from '../text-table.ts'

export const modelsImportCommand: Command = {
  name: 'models import',
  operands: ['FILE'],
  summary: 'make a model file of one that was trained elsewhere',
  details: `Takes a text model of LightGBM, or an ONNX file of trees. What is made of it says the same, and is a
model like every other: explained, tried beside, rolled back. The map says which signal stands for each
feature; without one the features are called as signals are. Everything in the file and the map that
does not fit is named, and nothing is made then. ${SERVER_HELP}`,
  options: {
    signals: { value: 'MAP', doc: 'YAML: what stands for each feature of the model' },
    sha256: { value: 'HEX', doc: 'refuse the file unless this is its hash' },
    out: { value: 'FILE', doc: 'write the model here' },
    add: { doc: 'add it to the registry of the running server, as a candidate' },
    ...serverShopOption,
    name: { value: 'NAME', doc: 'what to call it there (imported)' },
    checkpoint: { value: 'CHECKPOINT', doc: 'where it is to decide (order)' },
    note: { value: 'TEXT', doc: 'why' },
    ...catalogueOptions,
  },
  async run(input, terminal) {
    const out = input.text('out')
    if (out === undefined && !input.flag('add')) {
      throw new CliError('usage', 'say where the model goes: `--out FILE`, `--add` or both')
    }
    const { importModel } = await import('../models/import-model.ts')
    const { catalogueOf } = await import('../rulesets/shop-catalogue.ts')
    const { declarations } = catalogueOf(input)
    const path = input.positionals[0]!
    const sha256 = input.text('sha256')
    const imported = importModel({ path, mapPath: input.text('signals'), sha256, declarations })
    const { file, library, trees, reads } = imported
    terminal.print(`${library}: ${trees} trees over ${reads.size} features`)
    terminal.print(textTable([...reads].map(([feature, signal]) => [feature, signal])))
    if (out !== undefined) await writeFile(out, file)
    if (!input.flag('add')) return 0
    const query = new URLSearchParams({ name: input.text('name') ?? 'imported' })
    for (const name of ['checkpoint', 'note']) {
      const value = input.text(name)
      if (value !== undefined) query.set(name, value)
    }
    const about = { shop: input.text('shop'), notFound: 'there is no such shop' }
    const model = (await askServer(
      { method: 'POST', path: `/v1/models?${query.toString()}`, text: file, ...about },
      terminal,
    )) as ModelRecord
    terminal.print(`added as a ${model.state}: ${model.id}`)
    return 0
  },
}
