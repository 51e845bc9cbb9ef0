/**
 * Comma-separated values by RFC 4180, as strictly as Go's `encoding/csv`: a quote inside an unquoted
 * field is an error, and so is a record of another length than the first.
 */
import { Refusal } from './define.ts';

/** The records, header first; empty lines are passed over. Throws {@link Refusal} where the text is malformed. */
export function parseCsv(text: string): readonly (readonly string[])[] {
  const reader = new CsvReader(text.replaceAll('\r\n', '\n'));
  const records: (readonly string[])[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) {
    const columns = records[0]?.length ?? record.length;
    if (record.length !== columns) {
      throw new Refusal(`line ${reader.recordLine} has ${record.length} fields, expected ${columns}`, 0);
    }
    records.push(record);
  }
  return records;
}

class CsvReader {
  private readonly text: string;
  private position = 0;
  private line = 1;
  /** Line number, from 1, on which the last record began. */
  recordLine = 1;

  constructor(text: string) {
    this.text = text;
  }

  next(): readonly string[] | undefined {
    while (this.text[this.position] === '\n') this.advanceLine();
    if (this.position >= this.text.length) return undefined;
    this.recordLine = this.line;
    const fields = [this.field()];
    while (this.text[this.position] === ',') {
      this.position++;
      fields.push(this.field());
    }
    if (this.text[this.position] === '\n') this.advanceLine();
    return fields;
  }

  private advanceLine(): void {
    this.position++;
    this.line++;
  }

  private field(): string {
    return this.text[this.position] === '"' ? this.quoted() : this.bare();
  }

  private bare(): string {
    const start = this.position;
    for (; this.position < this.text.length; this.position++) {
      const character = this.text[this.position];
      if (character === ',' || character === '\n') break;
      if (character === '"') this.fail('a quote inside a field that is not quoted');
    }
    const field = this.text.slice(start, this.position);
    return this.position === this.text.length && field.endsWith('\r') ? field.slice(0, -1) : field;
  }

  private quoted(): string {
    let field = '';
    for (this.position++; this.position < this.text.length; this.position++) {
      const character = this.text[this.position];
      if (character === '\n') this.line++;
      if (character !== '"') {
        field += character;
        continue;
      }
      this.position++;
      const after = this.text[this.position];
      if (after !== '"') {
        if (after !== undefined && after !== ',' && after !== '\n') this.fail('text behind a closing quote');
        return field;
      }
      field += '"';
    }
    return this.fail('a quote that is never closed');
  }

  private fail(what: string): never {
    throw new Refusal(`line ${this.line} of the CSV has ${what}`, 0);
  }
}
