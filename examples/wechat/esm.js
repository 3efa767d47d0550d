// Writes the ES modules (.mjs) of the package miniprogram/unchunk from its CommonJS ones: `node esm.js`. With --check
// it writes nothing and fails where one is not what it would write.
//
// WeChat wants CommonJS, Vite wants ES modules in a project's own source, and neither reads the other.
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const PACKAGE = path.join(__dirname, 'miniprogram/unchunk');

const UMD_HEAD = /^\(function \(root, factory\) \{\n[^]*?\n\}\)\(this, function \(\) \{\n  'use strict';\n/m;
const UMD_TAIL = /^  return (\{[\w\s,]+\});\n\}\);\n$/m;
const STRICT = /^'use strict';\n/m;
const REQUIRE = /^const (\{[\w\s,]+\}) = require\('\.\/([\w-]+)\.js'\);$/gm;
const EXPORTS = /^module\.exports = (\{[\w\s,]+\});$/gm;

function toEsm(source, name) {
  const body = source
    .replace(UMD_HEAD, '')
    .replace(UMD_TAIL, 'export $1;\n')
    .replace(STRICT, '')
    .replace(REQUIRE, "import $1 from './$2.mjs';")
    .replace(EXPORTS, 'export $1;');
  if (/\brequire\(|\bmodule\b|\bfactory\b/.test(withoutComments(body)) || !/^export \{/m.test(body)) {
    throw new Error(`${name}: imports or exports in a form that esm.js does not know`);
  }
  return `// From ${name}, by esm.js.\n${body}`;
}

function withoutComments(source) {
  return source.replace(/^\s*\/\/.*$/gm, '');
}

function main() {
  const isCheck = process.argv[2] === '--check';
  for (const name of fs.readdirSync(PACKAGE).filter((name) => name.endsWith('.js'))) {
    const esm = toEsm(fs.readFileSync(path.join(PACKAGE, name), 'utf8'), name);
    const file = path.join(PACKAGE, name.replace(/\.js$/, '.mjs'));
    if (!isCheck) fs.writeFileSync(file, esm);
    else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== esm) {
      throw new Error(`${path.basename(file)} is not what esm.js makes of ${name}: run node esm.js`);
    }
  }
}

if (require.main === module) main();

module.exports = { toEsm };
