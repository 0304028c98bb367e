// Imported before a server that wants a port of its own choice: it listens on a free one of the loopback instead, and tells its
// parent which.
import net from 'node:net'

const own = net.Server.prototype
const listen = Reflect.get(own, 'listen')
own.listen = function listenAnywhere(...args) {
  this.once('listening', () => process.send?.({ port: this.address().port }))
  return listen.call(
    this,
    { port: 0, host: '127.0.0.1' },
    args.findLast((arg) => typeof arg === 'function'),
  )
}
