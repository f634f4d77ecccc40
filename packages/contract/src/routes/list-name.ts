import { Type } from 'typebox'

/** The parameter `{name}` of a list's routes. */
export const listName = Type.String({
  description: 'Name of the list.',
  pattern: '^[a-z][a-z0-9_]{0,63}$',
  maxLength: 64,
})
