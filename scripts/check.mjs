// `npm run check`: tidy, lint, types and the unit tests that stand beside their files; no database.
import { installPackages } from '../bin/install.mjs'
import { requireNode } from '../bin/node-version.mjs'
import { finish, root, runChecks, runVitest } from './steps.mjs'

requireNode()
if (!installPackages(root, { dev: true })) process.exit(1)
finish([await runChecks(), await runVitest(['src/', 'scripts/', 'spec/'])])
