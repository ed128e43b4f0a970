// Pins every base image of the Dockerfile to the digest that its exact tag has now. Needs a docker client that reaches the image's
// registry; run it when the tag is raised, and commit the result.
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

const text = readFileSync('Dockerfile', 'utf8');
const digests = new Map();
const pinned = text.replace(/^FROM (?<image>[a-z0-9./-]+:[\w.-]+)(?:@sha256:[0-9a-f]{64})?/gm, (...match) => {
  const { image } = match.at(-1);
  if (!digests.has(image)) {
    const { status, stdout, stderr } = spawnSync('docker', ['buildx', 'imagetools', 'inspect', image, '--format', '{{.Manifest.Digest}}'], { encoding: 'utf8' });
    const digest = stdout?.trim();
    if (status !== 0 || !/^sha256:[0-9a-f]{64}$/.test(digest)) {
      console.error(`cannot look up the digest of ${image}: ${stderr?.trim() || 'no docker client here'}`);
      process.exit(1);
    }
    digests.set(image, digest);
  }
  return `FROM ${image}@${digests.get(image)}`;
});
writeFileSync('Dockerfile', pinned);
for (const [image, digest] of digests) console.log(`${image}@${digest}`);
