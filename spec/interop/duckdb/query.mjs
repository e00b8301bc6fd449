// node query.mjs FOLDER: reads SQL from standard input, one query per line; prints the rows of each as one line of JSON.
import { text } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';

const instance = await DuckDBInstance.create(':memory:');
const connection = await instance.connect();
await connection.run(`SET file_search_path = '${process.argv[2]}'`);
for (const query of (await text(process.stdin)).split('\n').filter((line) => line !== '')) {
  const reader = await connection.runAndReadAll(query);
  console.log(JSON.stringify(reader.getRowsJson()));
}
connection.closeSync();
instance.closeSync();
