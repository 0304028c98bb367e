/**
 * The file that a thread of the log is started from. Built, it lies beside whichever chunk this module ended up in;
 * Node also runs the sources as they are. (Composed at run time, or the bundler would look for both.)
 */
export function writerUrl(module: string = import.meta.url): URL {
  return new URL(module.endsWith('.ts') ? './log/worker.ts' : './writer.js', module)
}
