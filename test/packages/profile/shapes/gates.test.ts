import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

const geo = 'const answer = await get("https://api.ipgeolocation.io/ipgeo?k=1"); ';
const inside = (text: string): string => `async function f() { ${text} }`;

describe('what is asked before something is done', () => {
  test.each([
    ['if (Date.now() > 1772323200000) go();', 'time now 1772323200000'], ['if (new Date() >= new Date("2026-04-01")) go();', 'time now 2026-04-01'], ['if (Date.now() < Date.parse("2026-04-01")) return0();', 'time now 2026-04-01'], ['+new Date() > 1700000000000 && go();', 'time now 1700000000000'],
    ['new Date().getTime() > new Date(2026, 3).getTime() ? a() : b();', 'time now 2026-3'], ['const t = Date.now(); if (t > 1772323200000) go();', 'time now 1772323200000'], ['const until = new Date("2026-01-01"); if (new Date() < until) process.exit();', 'time now 2026-01-01'],
    ['if (Math.floor(Date.now() / 1000) > 1772323200) go();', 'time now 1772323200'], ['if (1772323200000 < Date.now()) go();', 'time now 1772323200000'], ['if (new Date().getMonth() === 3) go();', 'time month 3'], ['const d = new Date(); if (d.getFullYear() > 2025 && d.getDay() === 0) go();', 'time fullyear 2025'],
    ['if (new Date().getHours() < 6) go();', 'time hours 6'], ['const D = Date; if (D.now() > 17e11) go();', 'time now 1700000000000'], ['new Date().toISOString().startsWith("2026-04") && go();', 'time now 2026-04'], ['setTimeout(go, 3600000);', 'time delay 3600000'], ['setTimeout(() => go(), 1000 * 60 * 30);', 'time delay 1800000'],
    ['const t = setTimeout; t(go, 9e5);', 'time delay 900000'], ['const wait = 86400 * 1000; globalThis.setInterval(go, wait);', 'time delay 86400000'],
    ['if (Intl.DateTimeFormat().resolvedOptions().timeZone === "Europe/Moscow") return0();', 'locale timeZone Europe/Moscow'], ['const tz = new Intl.DateTimeFormat().resolvedOptions().timeZone; if (tz.startsWith("Europe/Kyiv")) go();', 'locale timeZone Europe/Kyiv'], ['if (/^ru/.test(navigator.language)) leave();', 'locale language ^ru'],
    ['if (navigator.language.startsWith("he")) go();', 'locale language he'], ['if ((process.env.LANG || "").toLowerCase().startsWith("ru")) process.exit(0);', 'locale LANG ru'], ['const { LANG } = process.env; if (LANG === "ru_RU.UTF-8") go();', 'locale LANG ru_RU.UTF-8'], ['if (process.env.TZ === "Asia/Tehran") go();', 'locale TZ Asia/Tehran'],
    ['["ru", "be"].includes(navigator.language) && go();', 'locale language ru'], ['new Date().getTimezoneOffset() === -180 && go();', 'locale timezone offset -180'],
    [inside(`${geo}if (JSON.parse(answer).country_name === "russia") wipe();`), 'place russia'], [inside(`${geo}if (answer.countryCode == "RU" || answer.countryCode == "BY") wipe();`), 'place ru'], [inside('const u = Buffer.from("aHR0cHM6Ly9hcGkuaXBnZW9sb2NhdGlvbi5pbw==", "base64").toString("utf8"); get(u, (r) => { if (r.toLowerCase().includes("belarus")) w(); });'), 'place belarus'],
    [inside('const r = await get("https://geo.example.invalid/ipgeo?k=1"); const s = JSON.parse(r); const where = s["country" + "_name"].toLowerCase(); if (where.includes("examplia")) w();'), 'place examplia'],
    ['if (process.env.CI) process.exit(0);', 'ci CI'], ['if (!process.env.GITHUB_ACTIONS) go();', 'ci GITHUB_ACTIONS'], ['const e = process.env; const isCI = !!(e.CI || e.GITLAB_CI);', 'ci GITLAB_CI'], ['if ("CI" in process.env) return0();', 'ci CI'], ['const { CI } = process.env; if (CI) go();', 'ci CI'], ['process.env.GITHUB_ACTIONS === "true" ? a() : b();', 'ci GITHUB_ACTIONS'],
    ['const isCI = require("is-ci"); if (isCI) go();', 'ci CI'], ['import { isCI } from "ci-info"; if (!isCI) go();', 'ci CI'], ['if (process.env["C" + "I"]) go();', 'ci CI'], ['var e=process.env;e.TRAVIS||go()', 'ci TRAVIS'],
    ['if (os.hostname() === "build-01") go(); var os = require("os");', 'host hostname build-01'], ['import { hostname } from "node:os"; if (hostname().includes("corp")) go();', 'host hostname corp'], ['const os = require("os"); if (/admin/.test(os.userInfo().username)) go();', 'host userInfo admin'], ['if (process.cwd().includes("wallet")) go();', 'host process.cwd wallet'],
    ['if (process.env.USERNAME === "bob") go();', 'host USERNAME bob'], ['if (process.env.npm_package_name === "victim") go();', 'host npm_package_name victim'], ['switch (require("os").hostname()) { case "a1": go(); }', 'host hostname a1'], ['if (location.hostname.endsWith("bank.example")) go();', 'host hostname bank.example'],
    ['if (["a", "b"].includes(require("os").hostname())) leave();', 'host hostname a'], ['if (process.env.GITHUB_REPOSITORY !== "x/y") leave();', 'host GITHUB_REPOSITORY x/y'],
    ['if (require("os").cpus().length < 2) process.exit();', 'sandbox cpus 2'], ['const os = require("os"); if (os.totalmem() < 2147483648) leave();', 'sandbox totalmem 2147483648'], ['if (navigator.hardwareConcurrency <= 2) leave();', 'sandbox hardwareConcurrency 2'], ['if (require("os").uptime() < 600) leave();', 'sandbox uptime 600'],
    ['if (/vmware|virtualbox/i.test(require("os").hostname())) leave();', 'sandbox vmware|virtualbox'], ['process.execArgv.some((a) => a.includes("x")); if (process.execArgv.join().includes("--inspect")) leave();', 'sandbox --inspect'], ['if (process.env.USERNAME === "WDAGUtilityAccount") leave();', 'sandbox wdagutilityaccount'],
    ['setInterval(function () { debugger; }, 50);', 'sandbox debugger'], ['while (x) { debugger; }', 'sandbox debugger'], ['if (navigator.webdriver) leave();', 'sandbox webdriver'], ['const out = require("child_process").execSync("wmic bios"); if (out.toString().includes("VirtualBox")) leave();', 'sandbox virtualbox'],
  ])('%s', (text, expected) => { expect(told(text, 'gate')).toContain(expected); });
});

describe('what asks for something else', () => {
  test.each([
    'if (Date.now() - start > 1000) go();', 'while (Date.now() < end) {}', 'if (date.getMonth() === 3) go();', 'function f(d) { return d.getFullYear() > 2000; }', 'const now = Date.now(); if (now > expires) go();', 'new Date(x).getTime() > 0;', 'if (kind === 1772323200000) go();', 'setTimeout(go, 1000);', 'setTimeout(go, delay);', 'setInterval(go, 60 * 1000);',
    'expect(Date.now() > 5);', 'if (typeof window === "undefined") go();', 'if (process.platform === "win32") go();', 'if (process.env.NODE_ENV === "production") go();', 'if (/UTF-?8$/i.test(process.env.LANG)) go();', 'if (locale === "ru") go();', 'const names = { ru: 1 }; names.language === "ru";', 'if (address.countryCode === "RU") go();', 'if (country === "US") go();',
    'const ci = process.env.CI;', 'exports.CI = options.CI; if (options.CI) go();', 'if (name === "CI") go();', 'if (hostname === "localhost") go();', 'if (url.hostname === "x.example") go();', 'if (process.cwd() !== root) go();', 'const n = require("os").cpus().length; pool(n - 1);', 'const workers = Math.max(1, os.cpus().length); if (os.cpus().length > 1) go();',
    'function pad(n) { return n < 10 ? "0" + n : n; } pad(new Date().getHours());', 'debugger;', 'if (process.argv.includes("--help")) help();', 'if (x.includes("sandbox")) go();', 'if (env === "sandbox") go();', 'if (process.env.PAYPAL_MODE === "sandbox") go();', 'if (os.hostname() === config.host) go();', 'if (process.cwd() === "") go();',
  ])('%s', (text) => { expect(told(text, 'gate')).toEqual([]); });
});
