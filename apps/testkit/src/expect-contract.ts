import { ROUTE_IDS, ROUTES, type Route } from '@gatehouse/contract'
import { createValidators } from '@gatehouse/server'

const validatorOf = createValidators()
const PATHS = ROUTE_IDS.map((id) => {
  const route: Route = ROUTES[id]
  const pattern = route.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')
  return { id, route, path: new RegExp(`^${pattern}$`) }
})

/**
 * Holds a success against the contract: a status that the route may answer, a body of its schema.
 * @throws Error with the issues: a fault of the server's, or of the contract
 */
export function expectContract(
  method: string,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): void {
  if (status < 200 || status > 299) return
  const pathname = path.split('?', 1)[0]!
  const found = PATHS.find(({ route, path: own }) => route.method === method && own.test(pathname))
  if (found === undefined) throw new Error(`${method} ${path} succeeded and is in no contract`)
  const { id, route } = found
  const declared = route.answers[status]
  if (declared === undefined) throw new Error(`${id} answered ${status}, which it may not`)
  const { schema } = declared
  const issues = schema === null ? [] : validatorOf(schema)(body)
  if (schema === null && body !== null) throw new Error(`${id} answered a body with ${status}`)
  if (issues.length > 0) {
    throw new Error(`${id} answered what its schema refuses: ${JSON.stringify(issues)}`)
  }
}
