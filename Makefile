# vigie: `make demo` and `make test` do all the set-up on a fresh Debian 12 with a Swift 6 toolchain.

# Everything that a Debian machine needs, in one place.
PACKAGES = libjpeg-dev libpng-dev libisal-dev libavformat-dev libavcodec-dev libswscale-dev \
	libseccomp-dev libsqlite3-dev libarchive-dev libxml2-dev zlib1g-dev \
	pkg-config python3

# Programs that tests hold against ours.
PEERS = age hashdeep sleuthkit zip xz-utils bzip2

VIGIE = .build/release/vigie
# Tests are built with other flags than the product: a folder of their own keeps either from being
# built again and again.
TEST_BUILD = -c release --disable-xctest --scratch-path .build/test
SOURCES = Package.swift Sources Tests Benchmarks Snippets Fuzzers

.PHONY: build demo test proofs chaos mutations fuzz lint format bench kernels memory packages fixtures clean

build: packages
	swift build -c release --product vigie
	swift build -c release --product vigie-picture-worker
	swift build -c release --product vigie-worker

demo: build
	rm -rf .build/demo && mkdir -p .build/demo
	$(VIGIE) scan Fixtures/evidence --known Fixtures/known/* --case .build/demo/case.vigie \
		--allow-writable-evidence; \
		test $$? -le 1
	$(VIGIE) report .build/demo/case.vigie --format csv --output .build/demo/matches.csv
	@echo "The report of the matches is in .build/demo/matches.csv"

test: PACKAGES += $(PEERS)
test: packages lint
	Tests/proofs/mutations --check
	swift build --build-tests $(TEST_BUILD)
	swift test --skip-build $(TEST_BUILD)
	Tests/proofs/sanitize --count 500
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/mutants.py --count 500
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/bombs.py
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/chaos.py --files 2000
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/kills.py --kills 40
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/powercut.py --states 80 --resumes 4 --files 300
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/outputs.py --every 150
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/descriptors.py --step 8 --files 3000
	VIGIE_PROGRAMS=.build/test/release Tests/proofs/memory.py --limits 640 --workers 4 --bombs 4 \
		--entries 1000000
	Fuzzers/run 3

# The proofs of decoding hostile files, of losing power, room, descriptors and memory, and of threads
# that do not race, at full size: about an hour.
proofs: build
	Tests/proofs/sanitize
	swift build --build-tests $(TEST_BUILD)
	VIGIE_LIST_MUTANTS=100000 swift test --skip-build --filter ListMutationTests $(TEST_BUILD)
	Tests/proofs/mutants.py
	Tests/proofs/bombs.py
	Tests/proofs/chaos.py
	Tests/proofs/kills.py
	Tests/proofs/powercut.py
	Tests/proofs/outputs.py --every 3
	Tests/proofs/descriptors.py
	Tests/proofs/memory.py
	Tests/proofs/threads

chaos: build
	swift build --product misbehaving-worker $(TEST_BUILD)
	Tests/proofs/chaos.py

# Makes mistakes deliberately, and sees which tests notice: more than half an hour.
mutations: packages
	Tests/proofs/mutations

# Feeds every reader of other people's bytes, five minutes each.
fuzz: packages
	Fuzzers/run 300

lint:
	swift format lint --strict --recursive $(SOURCES)

format:
	swift format --in-place --recursive $(SOURCES)

# Measures throughput beside other programs; fetches them from PyPI.
bench: build
	Benchmarks/run

# Times each kernel beside its definition; fetches a framework for it, which other builds should not
# see in Package.resolved.
kernels: packages
	mkdir -p .build/kernels
	test ! -e Package.resolved || cp Package.resolved .build/kernels/Package.before
	VIGIE_BENCHMARKS=1 swift package --scratch-path .build/kernels benchmark \
		--target kernel-benchmarks --grouping metric --no-progress; \
	status=$$?; rm -f Package.resolved; \
	test ! -e .build/kernels/Package.before || mv .build/kernels/Package.before Package.resolved; \
	exit $$status

# Measures the memory of a scan of a million files; takes some minutes.
memory: build
	Benchmarks/memory

# Installs what is missing, and nothing if nothing is.
packages:
	@missing=$$(for package in $(PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; \
	done); \
	if [ -n "$$missing" ]; then \
		sudo=$$(test $$(id -u) = 0 || echo sudo); \
		echo "installing" $$missing; \
		$$sudo apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -q -y --no-install-recommends $$missing; \
	fi

# Makes the test material again; Fixtures/README.md says what that takes.
fixtures:
	python3 Fixtures/make.py

clean:
	rm -rf .build
