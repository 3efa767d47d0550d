// Reads a WebAssembly module byte by byte and lists what WebAssembly 1.0 does not have, and exported Globals.
'use strict';

const VALUE_TYPES = [0x7f, 0x7e, 0x7d, 0x7c];
const KINDS = ['function', 'table', 'memory', 'global'];

class Reader {
  constructor(bytes, at, end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  byte() {
    this.at += 1;
    return this.bytes[this.at - 1];
  }

  // An integer in LEB128; its value matters only where it is small and unsigned.
  integer() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      if (shift < 28) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  skip(bytes) {
    this.at += bytes;
  }

  name() {
    const length = this.integer();
    this.skip(length);
    return this.bytes.subarray(this.at - length, this.at).toString();
  }

  // A part of its own, of a length told in front.
  part() {
    const length = this.integer();
    this.skip(length);
    return new Reader(this.bytes, this.at - length, this.at);
  }

  each(read) {
    for (let left = this.integer(); left > 0; left -= 1) read();
  }
}

// { imports, exports: [{ name, kind }], custom: [name], findings: [text] }
function inspect(bytes) {
  const module = { imports: 0, exports: [], custom: [], findings: [] };
  const note = (text) => module.findings.push(text);
  if (bytes.readUInt32BE(0) !== 0x0061736d || bytes.readUInt32LE(4) !== 1) note('not WebAssembly 1.0');
  const reader = new Reader(bytes, 8, bytes.length);
  while (reader.at < reader.end) {
    const id = reader.byte();
    const section = reader.part();
    switch (id) {
      case 0:
        module.custom.push(section.name());
        break;
      case 1:
        section.each(() => functionType(section, note));
        break;
      case 2:
        module.imports = section.integer();
        break;
      case 4:
        section.each(() => {
          if (section.byte() !== 0x70) note('a table of references');
          for (let left = section.byte() & 1; left >= 0; left -= 1) section.integer();
        });
        break;
      case 7:
        section.each(() => {
          const name = section.name();
          const kind = KINDS[section.byte()];
          section.integer();
          module.exports.push({ name, kind });
          if (kind === 'global') note('an exported Global: ' + name);
        });
        break;
      case 9:
      case 11:
        section.each(() => segment(section, id, note));
        break;
      case 10:
        section.each(() => body(section.part(), note));
        break;
      case 3:
      case 5:
      case 6:
      case 8:
        break;
      default:
        note('section ' + id);
    }
  }
  return module;
}

function functionType(reader, note) {
  if (reader.byte() !== 0x60) note('a type that is no function');
  reader.each(() => valueType(reader, note));
  const results = reader.bytes[reader.at];
  if (results > 1) note('multi-value: a function with ' + results + ' results');
  reader.each(() => valueType(reader, note));
}

function valueType(reader, note) {
  const type = reader.byte();
  if (!VALUE_TYPES.includes(type)) note('value type 0x' + type.toString(16));
}

// Of a table or a memory: the one there is, at an offset.
function segment(reader, id, note) {
  const flags = reader.integer();
  if (flags !== 0) {
    note('a segment of a later kind');
    reader.at = reader.end;
    return;
  }
  instructions(reader, note);
  if (id === 9) reader.each(() => reader.integer());
  else reader.part();
}

function body(reader, note) {
  reader.each(() => {
    reader.integer();
    valueType(reader, note);
  });
  while (reader.at < reader.end) instructions(reader, note);
}

// As far as the end of their block.
function instructions(reader, note) {
  let depth = 1;
  while (depth > 0 && reader.at < reader.end) {
    const opcode = reader.byte();
    switch (true) {
      case opcode === 0x0b:
        depth -= 1;
        break;
      case opcode >= 0x02 && opcode <= 0x04: {
        depth += 1;
        const type = reader.byte();
        if (type !== 0x40 && !VALUE_TYPES.includes(type)) note('multi-value: a block with a function type');
        break;
      }
      case opcode === 0x0e:
        reader.each(() => reader.integer());
        reader.integer();
        break;
      case opcode === 0x11:
        reader.integer();
        if (reader.byte() !== 0) note('reference types: call_indirect of a table by number');
        break;
      case opcode === 0x0c || opcode === 0x0d || opcode === 0x10 || (opcode >= 0x20 && opcode <= 0x24):
        reader.integer();
        break;
      case opcode >= 0x28 && opcode <= 0x3e:
        reader.integer();
        reader.integer();
        break;
      case opcode >= 0x3f && opcode <= 0x42:
        reader.integer();
        break;
      case opcode === 0x43:
        reader.skip(4);
        break;
      case opcode === 0x44:
        reader.skip(8);
        break;
      case opcode <= 0x01 || opcode === 0x05 || opcode === 0x0f || opcode === 0x1a || opcode === 0x1b:
      case opcode >= 0x45 && opcode <= 0xbf:
        break;
      default:
        note('opcode 0x' + opcode.toString(16));
        // What follows cannot be told apart.
        reader.at = reader.end;
    }
  }
}

module.exports = { inspect };
