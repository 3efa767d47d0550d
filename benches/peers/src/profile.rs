//! The two ways in which everything is compiled.

use std::env;
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Cargo's defaults.
    Release,
    /// Thin LTO and one codegen unit.
    Lto,
}

impl Profile {
    pub const ALL: [Self; 2] = [Self::Release, Self::Lto];

    /// Its name in Cargo.toml, which is also that of its folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Lto => "lto",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    /// Builds this program with the profile, unless that has been done, and says where it is.
    pub fn build(self) -> Result<PathBuf, Box<dyn Error>> {
        let own = env::current_exe()?;
        let target = own
            .parent()
            .and_then(|folder| folder.parent())
            .ok_or("the program is in no target directory")?;
        let name = own.file_name().ok_or("the program has no name")?;
        let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["build", "--quiet", "--bin", env!("CARGO_BIN_NAME")])
            .args(["--profile", self.name()])
            .args([
                "--manifest-path",
                concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"),
            ])
            .arg("--target-dir")
            .arg(target)
            .args(cfg!(feature = "structio").then_some("--features=structio"))
            .status()?;
        if !status.success() {
            return Err(format!("building with the profile {} failed", self.name()).into());
        }
        Ok(target.join(self.name()).join(name))
    }
}
