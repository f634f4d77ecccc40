import { Type, type Static } from 'typebox'
import { closed, count, listOf, text, time } from './schema.ts'

/** Of one request; whole lists are sent in pieces. */
export const NEW_DOMAINS_MAX = 5000
const nameText = (description: string) => text(description, 253)
export const newDomainsRequestSchema = closed({
  source: Type.String({
    description: 'The list that they are from.',
    minLength: 1,
    maxLength: 64,
    pattern: '^[a-z0-9._-]+$',
  }),
  domains: listOf(
    closed({
      domain: nameText('Registrable domain.'),
      registered_at: time('When it was registered.'),
      registrar: Type.Optional(text('Registrar.', 200)),
      privacy_service: Type.Optional(text('Who stands in for the registrant.', 200)),
      name_servers: Type.Optional(listOf(nameText('Name server.'), 16, 'Name servers.')),
    }),
    NEW_DOMAINS_MAX,
    'Domains that were registered lately.',
  ),
})
export type NewDomainsRequest = Static<typeof newDomainsRequestSchema>
export const newDomainsAnswerSchema = closed({
  taken: count('Domains that are known now.'),
  refused: listOf(
    closed({
      domain: nameText('As it was sent.'),
      problem: text('What is wrong with it.', 200),
    }),
    NEW_DOMAINS_MAX,
    'Those that are no registrable domains: the others are taken all the same.',
  ),
})
