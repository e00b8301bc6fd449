// A peer over BIP324 by btcd's packages v2transport and wire, for the interop specs.
//
//	v2peer [flags] dial HOST PORT   opens one connection
//	v2peer [flags] listen           accepts connections on a free port of 127.0.0.1
//
// It prints one JSON object per line: see events.go. Each line of standard input is an instruction for the newest connection: see
// instructions.go. It exits when standard input is closed.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/btcsuite/btcd/v2transport"
	"github.com/btcsuite/btcd/wire/v2"
)

// options are the same for all connections of the process.
type options struct {
	network      wire.BitcoinNet
	garbageBytes int
	// decoyLengths are those of the decoys between the garbage terminator and the version packet.
	decoyLengths []int
	userAgent    string
}

var networks = map[string]wire.BitcoinNet{
	"mainnet":  wire.MainNet,
	"regtest":  wire.TestNet,
	"testnet3": wire.TestNet3,
	"signet":   wire.SigNet,
}

func main() {
	opts, arguments, err := parse()
	if err == nil {
		switch {
		case len(arguments) == 3 && arguments[0] == "dial":
			err = dial(opts, net.JoinHostPort(arguments[1], arguments[2]))
		case len(arguments) == 1 && arguments[0] == "listen":
			err = listen(opts)
		default:
			err = fmt.Errorf("got %q instead of \"dial HOST PORT\" or \"listen\"", arguments)
		}
		if err == nil {
			followInstructions(bufio.NewScanner(os.Stdin))
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parse() (opts options, arguments []string, err error) {
	network := flag.String("network", "regtest", "mainnet, regtest, testnet3 or signet")
	decoys := flag.String("decoys", "", "lengths of the decoys before the version packet, with commas between them")
	flag.IntVar(&opts.garbageBytes, "garbage", 0, fmt.Sprintf("bytes of garbage, 0 to %d", v2transport.MaxGarbageLen))
	flag.StringVar(&opts.userAgent, "agent", "/v2peer:1/", "user agent of the version message")
	flag.Parse()
	known := false
	if opts.network, known = networks[*network]; !known {
		return opts, nil, fmt.Errorf("unknown network %q", *network)
	}
	for _, text := range strings.FieldsFunc(*decoys, func(char rune) bool { return char == ',' }) {
		length, err := strconv.Atoi(text)
		if err != nil {
			return opts, nil, fmt.Errorf("the length of a decoy is %q instead of a number", text)
		}
		opts.decoyLengths = append(opts.decoyLengths, length)
	}
	return opts, flag.Args(), nil
}

func dial(opts options, address string) error {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	go newSession(opts, connection, true, 1).run()
	return nil
}

func listen(opts options) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	emit(event{Event: "listening", Port: listener.Addr().(*net.TCPAddr).Port})
	go func() {
		for number := 1; ; number++ {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go newSession(opts, connection, false, number).run()
		}
	}()
	return nil
}
