import type { OptionTable } from '../command.ts'

/** What a file cannot say of the shop it is meant for. */
export const catalogueOptions: OptionTable = {
  list: {
    value: 'NAME:KIND',
    multiple: true,
    doc: 'a list of the shop besides those of `packs/lists.yaml`',
  },
  input: {
    value: 'NAME:TYPE',
    multiple: true,
    doc: "an input of the shop's own: bool, int, double or string",
  },
}
