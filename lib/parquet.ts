/** `rxpeer/parquet`: archives of the messages and events of connections, as Parquet files. Needs the package `hyparquet-writer`. */
export { toParquet, type ToParquetOptions } from './export/parquet/toParquet.js';
export type { WrittenParquet } from './export/parquet/parquetArchiveFile.js';
export type { ArchiveTable } from './export/parquet/archiveTables.js';
export { ParquetError, type ParquetErrorCode } from './export/parquet/parquetError.js';
