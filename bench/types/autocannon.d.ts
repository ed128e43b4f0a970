/** As much of autocannon's interface as is used here; it brings no types. */
declare module 'autocannon' {
  export interface RequestParts {
    method: string;
    path: string;
    headers: { [name: string]: string };
    body: string | Buffer;
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    /** Seconds. */
    readonly duration: number;
    readonly requests: readonly { readonly setupRequest: (parts: RequestParts) => RequestParts }[];
  }
  export interface Result {
    /** Milliseconds. */
    readonly latency: { readonly p50: number; readonly p99: number; readonly max: number };
    readonly '2xx': number;
    readonly non2xx: number;
    readonly errors: number;
    readonly timeouts: number;
    /** Seconds. */
    readonly duration: number;
  }
  function autocannon(options: Options): Promise<Result>;
  export default autocannon;
}
