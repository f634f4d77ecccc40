// Preloaded by `node --import` where tests run: worker threads and forked processes start from TypeScript too.
// tsx's own preload leaves out worker threads on Node 20, whose entry is loaded before its hooks apply.
import { register } from 'tsx/esm/api'

register()
