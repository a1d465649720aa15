# Entry points; `make help` lists them. The work is in scripts/ and Package.swift.

PREFIX ?= /usr/local
RELEASE := .build/release
# The damaged inputs of each case of `make fuzz`.
FUZZ_INPUTS ?= 5000

.PHONY: help bench test fuzz peers check format install clean dependencies
.DEFAULT_GOAL := help

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

bench: dependencies  ## build in release, train the default suite, print its verdict table
	swift build -c release --product bench
	$(RELEASE)/bench

test: dependencies  ## run the unit tests
	swift test

# A few inputs of each format are part of `make test`. One allocation of more than 64 MiB ends the run,
# and so does holding more than 2 GiB.
fuzz: dependencies  ## decode 100,000 damaged files and more under AddressSanitizer
	LOSSBENCH_FUZZ_INPUTS=$(FUZZ_INPUTS) \
	ASAN_OPTIONS=max_allocation_size_mb=64:hard_rss_limit_mb=2048:detect_leaks=0 \
	swift test --sanitize=address --scratch-path .build/address --filter 'Fuzz|Mutation'

peers: dependencies  ## measure training steps beside PyTorch, in turn; tables in reports/performance/
	Benchmarks/peers/run --threads 1 2

check: dependencies  ## layers, unsafe code, format, build without warnings
	@scripts/check

format:  ## rewrite the Swift files in the project's format
	git ls-files -z '*.swift' | xargs -0 swift format --in-place --parallel

install: dependencies  ## install bench and its data under PREFIX (/usr/local)
	swift build -c release --product bench
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(RELEASE)/bench $(DESTDIR)$(PREFIX)/bin/bench
	for folder in data-manifests suites; do \
	  install -d $(DESTDIR)$(PREFIX)/share/lossbench/$$folder && \
	  install -m 644 $$folder/* $(DESTDIR)$(PREFIX)/share/lossbench/$$folder/ || exit 1; \
	done

clean:  ## remove what was built, not what was run
	swift package clean
	rm -rf .build/address .build/peers Benchmarks/.build

dependencies:
	@scripts/install-dependencies
