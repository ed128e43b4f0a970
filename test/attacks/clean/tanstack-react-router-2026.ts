import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/tanstack-react-router-2026.js';

export const replica: Replica = {
  id: 'tanstack-react-router-2026',
  story: 'An optional dependency from the registry, imported only where a server streams, and a devtools bundle beside the others.',
  name: '@tanstack/react-router',
  before,
  after: {
    version: '1.170.0',
    publishedAt: '2026-06-22T09:14:27.000Z',
    publisher: { name: 'tanstack-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      main: './dist/esm/index.js',
      exports: { '.': './dist/esm/index.js', './ssr': './dist/esm/ssr.js' },
      files: ['dist', 'src'],
      license: 'MIT',
      description: 'typed router',
      sideEffects: false,
      dependencies: { '@tanstack/history': '1.161.4' },
      peerDependencies: { react: '>=18' },
      optionalDependencies: { 'html-stream-inject': '^0.4.0' },
    },
    files: {
      ...before.files,
      'dist/esm/ssr.js': `import { Router } from './index.js'

export async function renderRouterToStream(routes, url, render) {
  const router = new Router({ routes, history: { location: new URL(url), subscribe() {} } })
  const stream = await render(router)
  try {
    const { inject } = await import('html-stream-inject')
    return inject(stream, () => \`<script>window.__ROUTER__=\${JSON.stringify(router.getSnapshot().params)}</script>\`)
  } catch {
    return stream
  }
}
`,
      'dist/esm/devtools.min.js': `const t=document.createElement.bind(document),e={${Array.from({ length: 1500 }, (_, i) => `k${i}:"tsrd-${(i * 40503 % 65536).toString(36)}"`).join(',')}};export function mount(n,r){const o=t("div");o.className=e.k0;const s=()=>{o.textContent=JSON.stringify(r.getSnapshot().params)};return r.subscribe(s),s(),n.appendChild(o),()=>o.remove()}
`,
    },
  },
  brings: [
    {
      name: 'html-stream-inject',
      versions: [
        {
          version: '0.3.2',
          publishedAt: '2025-02-20T09:14:27.000Z',
          publisher: { name: 'schiller', email: 'schiller@mail.example.invalid' },
          manifest: {
            type: 'module',
            main: 'index.js',
            license: 'MIT',
            description: 'put text before the end of a streamed page',
          },
          files: {
            'index.js': `export function inject(stream, text) {
  return stream.pipeThrough(new TransformStream({ flush(controller) { controller.enqueue(new TextEncoder().encode(text())); } }));
}
`,
          },
        },
        {
          version: '0.4.0',
          publishedAt: '2025-11-08T09:14:27.000Z',
          publisher: { name: 'schiller', email: 'schiller@mail.example.invalid' },
          manifest: {
            type: 'module',
            main: 'index.js',
            license: 'MIT',
            description: 'put text before the end of a streamed page',
          },
          files: {
            'index.js': `const END = '</body>';

export function inject(stream, text) {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  return stream.pipeThrough(new TransformStream({
    transform(chunk, controller) {
      const html = decoder.decode(chunk, { stream: true });
      const at = html.lastIndexOf(END);
      controller.enqueue(encoder.encode(at < 0 ? html : html.slice(0, at) + text() + html.slice(at)));
    },
  }));
}
`,
          },
        },
      ],
    },
  ],
  must: 'warn',
};
