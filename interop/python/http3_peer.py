"""A peer for HTTP/3 on aioquic, in Python: calls and attacks against a server, and a server for clients.

    http3_peer.py client --test_case=C --server_port=P --ca_file=F
    http3_peer.py server --port=P --tls_cert_file=F --tls_key_file=F [--behave=B]
    http3_peer.py cases

A client ends with 0 when the case has passed. The names of all cases, one a line, are what `cases` prints.
"""

import argparse
import sys

import grpc_peer
import http3_attacks
import http3_calls
import http3_server

CASES = http3_calls.CASES | {f"attack/{name}": case for name, case in http3_attacks.CASES.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("role", choices=["server", "client", "cases"])
    parser.add_argument("--port", type=int)
    parser.add_argument("--server_port", type=int)
    parser.add_argument("--test_case", choices=CASES)
    parser.add_argument("--behave", choices=http3_server.WAYS, default="well")
    for file in ("ca_file", "tls_cert_file", "tls_key_file"):
        parser.add_argument(f"--{file}")
    options = parser.parse_args()
    if options.role == "cases":
        print("\n".join(CASES))
        return
    grpc_peer.load_protos()
    if options.role == "server":
        http3_server.serve(options)
        return
    try:
        CASES[options.test_case](options)
    except AssertionError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
