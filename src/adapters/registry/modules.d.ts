declare module '@npmcli/agent' {
  import type { Agent as HttpAgent, AgentOptions } from 'node:http';
  import type { SecureContextOptions } from 'node:tls';

  /** npm's own agent, used for what Node's lacks: HTTP, HTTPS and SOCKS proxies. */
  export class Agent extends HttpAgent {
    constructor(options: AgentOptions & Pick<SecureContextOptions, 'ca'> & { rejectUnauthorized?: boolean; proxy: string; noProxy?: readonly string[] });
  }
}

declare module 'npm-registry-fetch' {
  const fetch: {
    /** The registry that npm would take for a package when only these settings are known. */
    pickRegistry(spec: string, settings?: { readonly [key: string]: string }): string;
  };
  export default fetch;
}

declare module 'ini' {
  /** Reads an ini text as npm does: `true`, `false` and `null` become values, `key[]` lists. */
  export function parse(text: string): { [key: string]: unknown };
}
