import { blight, gyp } from './phantom-gyp-2026.js';
import type { Replica } from './replica.js';

const files = {
  'README.md': '# leo-logger\n\nLogging with namespaces for stream processing.\n',
  'lib/format.js': `"use strict";

const colors = { error: 31, warn: 33, info: 36, debug: 90 };

module.exports = function format(level, namespace, parts) {
	const text = parts.map(part => typeof part === "string" ? part : JSON.stringify(part)).join(" ");
	const stamp = new Date().toISOString();
	return process.stdout.isTTY ? "\\u001b[" + colors[level] + "m" + stamp + " [" + namespace + "] " + text + "\\u001b[0m" : stamp + " [" + namespace + "] " + text;
};
`,
  'lib/enabled.js': `"use strict";

module.exports = function enabled(namespace) {
	const wanted = (process.env.LEO_LOGGER || "").split(";").filter(Boolean);
	return wanted.some(one => {
		const [pattern, levels = "ied"] = one.split("=");
		const start = pattern.replace(/^\\/|\\/$/g, "").split(".*")[0];
		return namespace.startsWith(start) && levels.length > 0;
	});
};
`,
};
const index = `"use strict";

const format = require("./lib/format.js");
const enabled = require("./lib/enabled.js");

function create(namespace) {
	const on = enabled(namespace);
	const write = level => (...parts) => {
		if (on || level === "error") console.log(format(level, namespace, parts));
	};
	const logger = write("info");
	logger.log = write("info");
	logger.info = write("info");
	logger.warn = write("warn");
	logger.error = write("error");
	logger.debug = write("debug");
	logger.time = label => {
		const start = Date.now();
		return () => logger.debug(label, Date.now() - start, "ms");
	};
	logger.sub = name => create(namespace + "." + name);
	return logger;
}

module.exports = create;
`;
const manifest = { description: 'Logger', main: 'index.js', license: 'MIT', repository: { type: 'git', url: 'git+https://github.example.invalid/LeoPlatform/logger.git' } };

export const replica: Replica = {
  id: 'leoplatform-2026',
  story: 'June 2026, three weeks after the first of its kind: the same build file in twenty packages untouched for years, and their main file replaced by five megabytes, so that it runs when built and when loaded (after public summaries; the layers of the script from memory).',
  name: 'leo-logger',
  before: { version: '1.0.6', manifest, files: { ...files, 'index.js': index }, publishedAt: '2023-02-14T21:05:00.000Z', publisher: { name: 'leoplatform', email: 'dev@leo.example.invalid' } },
  after: { version: '1.0.7', manifest, files: { ...files, 'index.js': blight(5_000_000, 624), 'binding.gyp': gyp }, publishedAt: '2026-06-24T11:17:00.000Z', publisher: { name: 'leoplatform', email: 'dev@leo.example.invalid' } },
  must: 'block',
};
