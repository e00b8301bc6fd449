import { readFile } from 'node:fs/promises';
import { rootFolder } from './paths.mjs';

/** The page of the JSON schema of `--json`: its fields as a table, the messages by name, and the schema itself. */
export async function schemaPage() {
  const source = await readFile(`${rootFolder}lib/cli/json.schema.json`, 'utf8');
  const { title, description, properties, required, definitions } = JSON.parse(source);
  const messages = Object.keys(definitions).filter((name) => name.startsWith('message-'));
  const text = [
    '# JSON schema',
    `**${title}.** ${description}`,
    'The package has the schema in `lib/cli/json.schema.json` (JSON Schema, draft 7).',
    '## Fields of a line',
    fieldTable(properties, required),
    '## Messages',
    'The form of `message` follows from its field `command`.',
    ...messages.map((name) => messageSection(name, definitions[name])),
    '## The whole schema',
    `\`\`\`json\n${source.trimEnd()}\n\`\`\``,
  ].join('\n\n');
  return [{ path: 'reference/json-schema', text: `${text}\n` }];
}

function messageSection(name, definition) {
  const { description = '', properties = {}, required = [] } = definition;
  return [`### ${name.slice('message-'.length)}`, description, fieldTable(properties, required)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function fieldTable(properties, required = []) {
  const rows = Object.entries(properties).map(([name, field]) =>
    [`\`${name}\``, formOf(field), required.includes(name) ? 'yes' : 'no', field.description ?? '']
      .map(cell)
      .join(' | '),
  );
  return [
    '| field | form | always | description |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
  ].join('\n');
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

/** A field's form in a few words: its type, the name of its definition, or its values. */
function formOf(field) {
  if (field.$ref !== undefined) return field.$ref.replace('#/definitions/', '');
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((value) => `\`${JSON.stringify(value)}\``).join(', ');
  const choices = field.anyOf ?? field.oneOf;
  if (choices !== undefined)
    return choices.length > 4 ? 'null, or an object; see below' : choices.map(formOf).join(' or ');
  if (field.type === 'array' && field.items !== undefined && !Array.isArray(field.items))
    return `array of ${formOf(field.items)}`;
  return [field.type ?? 'any'].flat().join(' or ');
}
