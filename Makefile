# 兰台：各项工作的入口，make help 列出。 Lantai: what can be done here; make help lists it.

SHELL := /bin/sh
.SHELLFLAGS := -euc
# A recipe is one script: a failing line ends it.
.ONESHELL:
.DEFAULT_GOAL := help

SWIFT ?= swift
PREFIX ?= /usr/local
POINTS ?= 200
TRIALS ?= 1000
PROOFS ?= 10000
# Seconds for each parser.
FUZZ ?= 60
# Names of benchmarks and their options: make bench BENCH="filing search --quick"
BENCH ?=
DEMO := $(or $(LANTAI_DEMO),.demo)
BIN := .build/release/lantai
# Libraries that the program is built on, and tools that its tests and benchmarks use.
DEBIAN := libarchive-dev libargon2-dev libgmime-3.0-dev libgsf-1-dev libleptonica-dev libmagic-dev libqrencode-dev libseccomp-dev \
    libsqlite3-dev libxlsxwriter-dev libxml2-dev libzstd-dev pkg-config zstd tar gcc libc6-dev python3 faketime
# Programs that Lantai reads some formats with, where they are there: PDF, scans, old office files. Without one, a file
# is kept all the same, and `lantai extract --missing` reads it later.
READERS := poppler-utils poppler-data antiword catdoc unrtf tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra \
    libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui fonts-noto-cjk
# The browser that pages are tried in.
BROWSER := chromium fonts-noto-cjk
SOURCES := Sources Tests Indexes Package.swift

.PHONY: help deps readers browser-deps build build-tests demo test torture sweep residue destruction damage logsweep fuzz api-check browser bench bench-search bench-sidechannel install uninstall format lint clean

help:
	@cat <<-'END'
		make demo       建一个示例档案库并检索    a sample archive, made and searched
		make test       全部测试                  all tests
		make build      编译程序                  the program alone (.build/release/lantai)
		make deps       安装缺少的系统软件包      what is missing of the system's packages
		make readers    安装读 PDF、扫描件、旧格式的程序   programs for PDF, scans and old formats (optional)
		make install    安装到 PREFIX=/usr/local  installs program and shell completions (DESTDIR)
		make uninstall  卸载                      removes them
		make lint       检查格式                  the format checker
		make format     整理格式                  the formatter
		make sweep      故障扫描，每种 10 处      faults at 10 points each way, a few minutes
		make torture    故障扫描，每种 200 处     faults at POINTS=200 points each way, an hour
		make residue    销毁中断，看有无残留    destruction cut short at POINTS points, nothing may be left
		make destruction 五千件中销毁二百件，杀在 POINTS 处  200 of 5,000 destroyed, killed at POINTS points
		make damage     损坏盒文件，看能否发现    damages boxes TRIALS=1000 times
		make logsweep   篡改利用日志，看能否发现  changes the access log TRIALS=1000 times each way
		make fuzz       模糊测试，每种 FUZZ 秒    each parser fed with what a fuzzer makes up, FUZZ=60 seconds each
		make api-check  程序接口与说明对照        /api/v1 held against its OpenAPI document (schemathesis)
		make browser    各角色在浏览器中走一遍    pages in a real browser, each role's journeys, accessibility
		make bench      基准测试                  benchmarks, BENCH="filing search --quick"
		make bench-search 检索基准            the search index beside FTS5, BENCH="stard scale:200000 --peers"
		make bench-sidechannel 用时是否泄露不可见的档案  whether times tell of hidden records
		make clean      删除编译结果与示例        removes what was built
	END

deps:
	@if ! command -v $(SWIFT) >/dev/null; then
	    echo "需要 Swift 6.2 以上：https://www.swift.org/install   Swift 6.2 or newer is needed" >&2
	    exit 1
	fi
	if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	    # Not Debian: the names are other ones there, but what is needed is the same.
	    for library in libarchive libargon2 gmime-3.0 libgsf-1 lept libmagic libqrencode libseccomp sqlite3 libxml-2.0 libzstd xlsxwriter; do
	        pkg-config --exists $$library 2>/dev/null || lacking="$${lacking:-} $$library"
	    done
	    for tool in pkg-config zstd tar cc python3; do
	        command -v $$tool >/dev/null || lacking="$${lacking:-} $$tool"
	    done
	    [ -z "$${lacking:-}" ] || { echo "请先安装：$$lacking   please install these first" >&2; exit 1; }
	    exit 0
	fi
	$(call INSTALL,$(DEBIAN))

readers:
	@if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	    echo "请按本系统的名称安装   please install, by this system's names: $(READERS)" >&2
	    exit 0
	fi
	$(call INSTALL,$(READERS))

# What of a list of Debian packages is missing.
define INSTALL
for package in $(1); do
	    dpkg-query -W -f '$${db:Status-Status}\n' $$package 2>/dev/null | grep -qx installed \
	        || missing="$${missing:-} $$package"
	done
	[ -n "$${missing:-}" ] || exit 0
	echo "安装软件包   installing:$$missing"
	as_root() { if [ "$$(id -u)" -eq 0 ]; then "$$@"; else sudo "$$@"; fi; }
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing \
	    || { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $$missing; }
endef

build: deps
	@$(SWIFT) build -c release

# Program and tests come out of one build: what the demo has compiled, the tests need not compile again.
build-tests: deps
	@$(SWIFT) build -c release --build-tests

test: build-tests
	@$(SWIFT) test -c release --skip-build
	[ -n "$${LANTAI_DATA:-}" ] || echo "未设 LANTAI_DATA，略过：外来文件样本（data/zoo）的测试   left out without LANTAI_DATA: the tests on outside sample files (data/zoo)"

demo: build
	@demo='$(DEMO)'
	lantai=$$(pwd)/$(BIN)
	say() { printf '\n\033[1m%s\033[0m\n' "$$*"; }
	# Only what an earlier demo made is replaced.
	if [ -e "$$demo" ] && [ ! -e "$$demo/.lantai-demo" ]; then
	    echo "“$$demo”不是示例留下的，请换一处：make demo LANTAI_DEMO=…   '$$demo' was not made by a demo" >&2
	    exit 1
	fi
	rm -rf "$$demo"
	mkdir -p "$$demo"
	: >"$$demo/.lantai-demo"
	export LANTAI_ARCHIVE="$$(realpath "$$demo")/archive"
	say "一、建库，登记机构   1. An archive and its organisations"
	"$$lantai" init "$$LANTAI_ARCHIVE" --fonds J016 --name 大连市未成年人救助保护中心 --org 2102
	"$$lantai" org import Corpus/organisations.csv
	say "二、按清单归档，再归档清单以外的   2. Records filed by their list, then what is not on it"
	"$$lantai" file --manifest Corpus/records/manifest.csv >/dev/null
	"$$lantai" file Corpus/records/*/ >/dev/null
	say "三、检索：监护评估   3. A search"
	"$$lantai" search 监护评估 --limit 3
	code=$$("$$lantai" search 监护评估 --limit 1 --brief --json | sed 's/.*"hits":\[{"code":"\([^"]*\)".*/\1/')
	say "四、查看其中一件，补录责任者，再看它的各版本   4. One of them, amended, and its history"
	"$$lantai" show "$$code"
	"$$lantai" revise "$$code" --author 示例责任者 --reason 补录责任者
	"$$lantai" history "$$code"
	say "五、核对每一个字节   5. Every byte checked"
	"$$lantai" verify
	say "示例档案库在 $$LANTAI_ARCHIVE   The archive is there; go on with:"
	printf '  %s\n' "export LANTAI_ARCHIVE='$$LANTAI_ARCHIVE' PATH=\"$$(dirname "$$lantai"):\$$PATH\"" \
	    "lantai search 临时监护 --class 个案" "lantai show $$code --text" "lantai export $$code --to 利用包" "lantai --help"

torture: build
	@Tests/Faults/sweep.sh $(POINTS)

sweep: build
	@Tests/Faults/sweep.sh 10

residue: build
	@WORKS='disposing transferring' Tests/Faults/sweep.sh $(POINTS)

destruction: build
	@Tests/Faults/destruction.sh $(POINTS)

damage: build
	@Tests/Faults/damage.sh $(TRIALS)

logsweep: build
	@python3 Tests/Faults/logsweep.py $(BIN) --trials $(TRIALS) --proofs $(PROOFS)

# A build of its own: every branch of ours reports to the fuzzer.
fuzz: deps
	@$(SWIFT) build -c release --product Fuzz --sanitize fuzzer -Xswiftc -DFUZZING --scratch-path .build/fuzz
	Tests/Fuzz/fuzz.sh .build/fuzz/release/Fuzz .build/fuzzed $(FUZZ)

bench-search: deps
	@$(SWIFT) build -c release --product SearchBenchmark
	python3 Tests/Benchmarks/search_bench.py $(BENCH)

bench-sidechannel: build
	@python3 Tests/Benchmarks/sidechannel.py $(BENCH)

# What others' programs are promised, held against the running server.
api-check: build
	@[ -x .build/api-check/bin/schemathesis ] || { python3 -m venv .build/api-check && .build/api-check/bin/pip -q install --disable-pip-version-check 'schemathesis~=4.32'; }
	python3 Tests/API/check.py $(BIN) Corpus .build/api-check/bin/schemathesis

# Screenshots of every step are left in .build/ci/screenshots.
browser: build browser-deps
	@[ -x .build/browser/bin/playwright ] || { python3 -m venv .build/browser && .build/browser/bin/pip -q install --disable-pip-version-check playwright axe-playwright-python; }
	.build/browser/bin/python Tests/Browser/journeys.py $(BIN) Corpus .build/ci/screenshots

browser-deps:
	@if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	    exit 0
	fi
	$(call INSTALL,$(BROWSER))

bench: build
	@$(SWIFT) build -c release --product ReadBenchmark
	python3 Tests/Benchmarks/bench.py $(BENCH)

# What was built is installed as it is: `sudo make install` compiles nothing as root.
install:
	@[ -x $(BIN) ] || { echo "请先运行 make build   run make build first" >&2; exit 1; }
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(BIN) '$(DESTDIR)$(PREFIX)/bin/lantai'
	completion() {
	    install -d '$(DESTDIR)$(PREFIX)/share'"/$$(dirname "$$2")"
	    $(BIN) --generate-completion-script "$$1" >'$(DESTDIR)$(PREFIX)/share'"/$$2"
	    chmod 644 '$(DESTDIR)$(PREFIX)/share'"/$$2"
	}
	completion bash bash-completion/completions/lantai
	completion zsh zsh/site-functions/_lantai
	completion fish fish/vendor_completions.d/lantai.fish
	echo "已安装到 $(DESTDIR)$(PREFIX)   installed"

uninstall:
	@rm -f '$(DESTDIR)$(PREFIX)/bin/lantai' \
	    '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/lantai' \
	    '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_lantai' \
	    '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/lantai.fish'

format:
	@$(SWIFT) format --in-place --recursive --parallel $(SOURCES)

lint:
	@$(SWIFT) format lint --strict --recursive --parallel $(SOURCES)

clean:
	@rm -rf .build .bench Tests/Faults/faultfs.so
	[ ! -e '$(DEMO)/.lantai-demo' ] || rm -rf '$(DEMO)'
