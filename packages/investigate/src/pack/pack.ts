import { hexOf } from '@gatehouse/sites'
import { nodeDigests } from '../feed/digests.ts'
import type { Dossier } from './dossier.ts'
import { dossierPdf } from './dossier-pdf.ts'
import { dossierStix } from './dossier-stix.ts'

/** What is handed to authorities: bytes by the name of the file. */
export interface LawEnforcementPack {
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Who vouches for it: the key of the installation. */
export interface PackSigner {
  readonly publicKey: Uint8Array
  sign(text: string): Uint8Array
}

/**
 * Makes the package of a case: a document for people, a bundle for machines, and a manifest with the
 * hash of each, signed.
 * @param evidence further files, such as what the chain of custody names
 */
export async function lawEnforcementPack(
  dossier: Dossier,
  signer: PackSigner,
  evidence: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<LawEnforcementPack> {
  const files = new Map<string, Uint8Array>([
    ['dossier.pdf', await dossierPdf(dossier)],
    ['bundle.stix.json', Buffer.from(dossierStix(dossier))],
    ['dossier.json', Buffer.from(`${JSON.stringify(dossier, null, 1)}\n`)],
    ...evidence,
  ])
  const manifest = JSON.stringify({
    schema: 'gatehouse/case/1',
    case: dossier.caseId,
    prepared_at: new Date(dossier.preparedAtMs).toISOString(),
    files: Object.fromEntries(
      [...files].map(([name, bytes]) => [
        name,
        { bytes: bytes.length, sha256: hexOf(nodeDigests.sha256(bytes)) },
      ]),
    ),
  })
  const sealed = {
    manifest,
    signature: Buffer.from(signer.sign(manifest)).toString('base64url'),
    public_key: Buffer.from(signer.publicKey).toString('base64url'),
  }
  files.set('manifest.json', Buffer.from(`${JSON.stringify(sealed)}\n`))
  return { files }
}
