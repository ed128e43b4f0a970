import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/leo-sdk-2026.js';

export const replica: Replica = {
  id: 'leo-sdk-2026',
  story: 'A build file of a real addon with its C++ source, and an entry file that does without where it was not built.',
  name: 'leo-sdk',
  before,
  after: {
    version: '7.2.0',
    publishedAt: '2026-07-20T09:14:27.000Z',
    publisher: { name: 'leo-platform', email: 'leo@mail.example.invalid' },
    manifest: {
      main: 'index.js',
      license: 'MIT',
      description: 'event streams on a cloud',
      gypfile: true,
      dependencies: { async: '^3.2.5', 'node-addon-api': '^8.0.0', uuid: '^9.0.0' },
    },
    files: {
      ...before.files,
      'binding.gyp': `{
  "targets": [
    {
      "target_name": "checksum",
      "sources": ["src/checksum.cc"],
      "include_dirs": ["<!@(node -p \\"require('node-addon-api').include\\")"],
      "defines": ["NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags_cc": ["-O3", "-std=c++17"],
      "conditions": [
        ["OS=='mac'", { "xcode_settings": { "MACOSX_DEPLOYMENT_TARGET": "11.0" } }],
        ["OS=='win'", { "msvs_settings": { "VCCLCompilerTool": { "ExceptionHandling": 1 } } }]
      ]
    }
  ]
}
`,
      'src/checksum.cc': `#include <napi.h>

static Napi::Value Checksum(const Napi::CallbackInfo& info) {
  const auto buffer = info[0].As<Napi::Buffer<uint8_t>>();
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < buffer.Length(); i++) {
    hash = (hash ^ buffer.Data()[i]) * 16777619u;
  }
  return Napi::Number::New(info.Env(), hash);
}

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  exports.Set("checksum", Napi::Function::New(env, Checksum));
  return exports;
}

NODE_API_MODULE(checksum, Init)
`,
      'lib/checksum.js': `"use strict";
let native;
try {
	native = require("../build/Release/checksum.node");
} catch (err) {
	if (process.env.DEBUG) console.error("leo-sdk: no native checksum", err.code);
}

module.exports = native ? native.checksum : function (buffer) {
	let hash = 2166136261;
	for (const byte of buffer) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
	return hash;
};
`,
      'index.js': before.files['index.js']
        .replace(`const checkpoint = require("./lib/checkpoint.js");`, () => `const checkpoint = require("./lib/checkpoint.js");
const checksum = require("./lib/checksum.js");`)
        .replace(`		streams,`, () => `		streams,
		checksum,`),
    },
  },
  must: 'warn',
};
