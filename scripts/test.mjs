// `npm test`: installs what is missing, then every check and every test. The last line is the result.
// NO_INSTALL=1 installs nothing; tests whose needs are not met then skip and say so.
import { installPackages } from '../bin/install.mjs'
import { requireNode } from '../bin/node-version.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { finish, root, runChecks, runVitest } from './steps.mjs'

requireNode()

const mayInstall = process.env.NO_INSTALL !== '1'
if (mayInstall && !installPackages(root, { dev: true })) {
  finish([{ passed: 0, failed: 1, skipped: 0 }])
  process.exit()
}
installDebianPackages({ mayInstall })
finish([await runChecks(), await runVitest()])
