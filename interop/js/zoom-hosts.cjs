// Preloaded with node --require. Does for one process what two lines in
// /etc/hosts and a port forward would do: zoom.us and api.zoom.us lead to the
// wire of this run (INTEROP_WIRE, host:port). TLS is untouched; the run's
// certificate authority comes from NODE_EXTRA_CA_CERTS. Nothing else is
// reachable, so a test can never talk to the real Zoom.
"use strict";
const net = require("node:net");

const zoomHosts = new Set(["zoom.us", "api.zoom.us"]);
const wire = new URL(`tcp://${process.env.INTEROP_WIRE}`);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  // node:net hands its own arguments over as one normalized array.
  const list = Array.isArray(args[0]) ? args[0] : args;
  const options = list[0];
  if (options === null || typeof options !== "object" || !zoomHosts.has(options.host)) {
    const where = options?.host ?? options?.path ?? options;
    throw new Error(`interop: no way out to ${where}`);
  }
  list[0] = { ...options, host: wire.hostname, port: Number(wire.port) };
  return connect.apply(this, args);
};
